package dev.engram.compatibility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What a pack of the agent says of itself.
 *
 * @param name the library's
 * @param tested coordinates of the versions it was tested with, the newest first
 * @param rules its rules for memory, then those for tasks, in the order written
 */
record Pack(String name, List<String> tested, List<Entry> rules) {

    /** Where packs lie, from the root of the source tree: {@code <name>.yaml}. */
    static final String FOLDER = "agent/src/main/resources/dev/engram/agent/packs";

    /**
     * A rule of it.
     *
     * @param type with its package
     * @param params the types of the method's parameters; empty where the rule means any
     * @param operation what it does to memory; of a task, the first word of its span's name
     * @param layer of memory that the operation belongs to; empty where the rule does not say
     * @param unless types of which one, where the application has it, leaves the rule out
     */
    record Entry(
            String name,
            String type,
            String methodName,
            Optional<List<String>> params,
            String operation,
            Optional<String> layer,
            List<String> unless) {

        /** The method with its type's simple name, {@code ChatMemory.add}. */
        String method() {
            return type.substring(type.lastIndexOf('.') + 1) + "." + methodName;
        }
    }

    /** True where there is one of that name. */
    static boolean isNamed(String name, Path root) {
        return Files.exists(file(name, root));
    }

    private static Path file(String name, Path root) {
        return root.resolve(FOLDER).resolve(name + ".yaml");
    }

    /**
     * Reads one of the source tree.
     *
     * @param root of the source tree
     * @throws IOException when there is no such pack, or it names no version or no rule
     */
    static Pack named(String name, Path root) throws IOException {
        Path file = file(name, root);
        Object content = new Load(
                        LoadSettings.builder().setLabel(file.toString()).build())
                .loadFromString(Files.readString(file));
        if (content instanceof Map<?, ?> pack && pack.get("tested") instanceof List<?> tested && !tested.isEmpty()) {
            List<Entry> rules = new ArrayList<>();
            addEntries(pack.get("memory"), rules);
            addEntries(pack.get("tasks"), rules);
            if (!rules.isEmpty()) {
                return new Pack(name, texts(tested), rules);
            }
        }
        throw new IOException(file + " does not say what it was tested with, or has no rules.");
    }

    private static List<String> texts(List<?> values) {
        return values.stream().map(String::valueOf).toList();
    }

    private static void addEntries(@Nullable Object list, List<Entry> entries) {
        for (Object each : list instanceof List<?> rules ? rules : List.of()) {
            if (each instanceof Map<?, ?> rule) {
                Object operation = rule.get("operation");
                entries.add(new Entry(
                        String.valueOf(rule.get("name")),
                        String.valueOf(rule.get("type")),
                        String.valueOf(rule.get("method")),
                        rule.get("params") instanceof List<?> params ? Optional.of(texts(params)) : Optional.empty(),
                        String.valueOf(operation != null ? operation : rule.get("span"))
                                .split(" ", 2)[0],
                        Optional.ofNullable(rule.get("layer")).map(String::valueOf),
                        rule.get("unless") instanceof List<?> types ? texts(types) : List.of()));
            }
        }
    }
}
