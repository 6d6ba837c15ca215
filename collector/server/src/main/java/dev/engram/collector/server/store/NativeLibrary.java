package dev.engram.collector.server.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DuckDB's code, which the driver unpacks to a file of 70 MB in the temporary directory. The driver deletes it when the process
 * ends, but a process that is killed would leave it.
 */
final class NativeLibrary {

    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);

    /** Linux: the files that this process has in its memory, one range of addresses a line. */
    private static final Path MAPS = Path.of("/proc/self/maps");

    private static final Pattern UNPACKED = Pattern.compile("/\\S.*/libduckdb_java\\d+\\.so$");

    private NativeLibrary() {}

    /** Deletes the file as soon as it is loaded. Where that cannot be, on macOS and Windows, it stays until the process ends. */
    static void deleteFile() {
        if (!Files.isReadable(MAPS)) {
            return;
        }
        try {
            for (Path file : loaded()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.debug("The file of DuckDB's code stays until the process ends: {}", e.getMessage());
        }
    }

    private static List<Path> loaded() throws IOException {
        return Files.readAllLines(MAPS).stream()
                .map(UNPACKED::matcher)
                .filter(Matcher::find)
                .map(Matcher::group)
                .distinct()
                .map(Path::of)
                .collect(Collectors.toList());
    }
}
