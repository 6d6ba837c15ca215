package dev.engram.compatibility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a sample of a library runs with. A pack names one artifact a version; where that alone is not enough, a line of
 * {@code testing/compatibility/samples/<library>/artifacts.txt} has it and behind it, with blanks between, those that go with it.
 */
final class Artifacts {

    private Artifacts() {}

    /**
     * That version of a library.
     *
     * @param library a folder of samples, or a folder in it
     * @param tested {@code group:artifact:version}, as in the pack
     * @param root of the source tree
     */
    static List<String> of(String library, String tested, Path root) throws IOException {
        Path file =
                root.resolve(Sample.FOLDER).resolve(Path.of(library).getName(0)).resolve("artifacts.txt");
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                List<String> artifacts = List.of(line.split(" ", -1));
                if (artifacts.get(0).equals(tested)) {
                    return artifacts;
                }
            }
        }
        return List.of(tested);
    }
}
