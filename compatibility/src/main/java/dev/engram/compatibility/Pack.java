package dev.engram.compatibility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What a pack of the agent says of itself.
 *
 * @param name the library's
 * @param tested coordinates of the versions it was tested with, the newest first; where a version consists of several
 *     artifacts, they stand in one text, with blanks between
 */
record Pack(String name, List<String> tested) {

    /**
     * Reads one of the source tree.
     *
     * @param root of the source tree
     * @throws IOException when there is no such pack, or it names no version
     */
    static Pack named(String name, Path root) throws IOException {
        Path file = root.resolve("agent/src/main/resources/dev/engram/agent/packs/" + name + ".yaml");
        Object content = new Load(
                        LoadSettings.builder().setLabel(file.toString()).build())
                .loadFromString(Files.readString(file));
        if (content instanceof Map<?, ?> pack && pack.get("tested") instanceof List<?> tested && !tested.isEmpty()) {
            return new Pack(name, tested.stream().map(String::valueOf).toList());
        }
        throw new IOException(file + " does not say what it was tested with.");
    }
}
