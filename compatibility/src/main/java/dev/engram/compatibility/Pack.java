package dev.engram.compatibility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What a pack of the agent says of itself.
 *
 * @param name the library's
 * @param tested coordinates of the versions it was tested with, the newest first
 * @param rules its rules for memory, in the order written
 */
record Pack(String name, List<String> tested, List<Entry> rules) {

    /** Where packs lie, from the root of the source tree: {@code <name>.yaml}. */
    static final String FOLDER = "agent/src/main/resources/dev/engram/agent/packs";

    /**
     * A rule of it.
     *
     * @param method with its type's simple name, {@code ChatMemory.add}
     */
    record Entry(String name, String method, String operation) {}

    /**
     * Reads one of the source tree.
     *
     * @param root of the source tree
     * @throws IOException when there is no such pack, or it names no version or no rule
     */
    static Pack named(String name, Path root) throws IOException {
        Path file = root.resolve(FOLDER).resolve(name + ".yaml");
        Object content = new Load(
                        LoadSettings.builder().setLabel(file.toString()).build())
                .loadFromString(Files.readString(file));
        if (content instanceof Map<?, ?> pack
                && pack.get("tested") instanceof List<?> tested
                && pack.get("memory") instanceof List<?> rules
                && !tested.isEmpty()) {
            return new Pack(name, tested.stream().map(String::valueOf).toList(), entries(rules));
        }
        throw new IOException(file + " does not say what it was tested with, or has no rules.");
    }

    private static List<Entry> entries(List<?> rules) {
        List<Entry> entries = new ArrayList<>();
        for (Object each : rules) {
            if (each instanceof Map<?, ?> rule) {
                String type = String.valueOf(rule.get("type"));
                entries.add(new Entry(
                        String.valueOf(rule.get("name")),
                        type.substring(type.lastIndexOf('.') + 1) + "." + rule.get("method"),
                        String.valueOf(rule.get("operation"))));
            }
        }
        return entries;
    }
}
