package dev.engram.collector.cli.spans;

import dev.engram.collector.cli.console.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file of the user that is there as a whole, or as it was before. */
final class WholeFile {

    private WholeFile() {}

    /** Writes the content to the path that it is given. */
    interface Content<T> {
        T write(Path part) throws IOException, Failure;
    }

    /**
     * Writes a file, in place of one that may be there.
     *
     * @return what the content gives
     */
    static <T> T write(Path file, Content<T> content) throws Failure {
        Path target = file.toAbsolutePath();
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            T written = content.write(part);
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            return written;
        } catch (IOException e) {
            delete(part, e);
            throw new Failure(file + " could not be written whole: " + e.getMessage(), e);
        } catch (Failure e) {
            delete(part, e);
            throw e;
        }
    }

    private static void delete(Path part, Exception failure) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
