package dev.engram.collector.server.store.duckdb;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DuckDB's code, which the driver unpacks to a file of 70 MB in the temporary directory. The driver deletes it when the process
 * ends, but a process that is killed would leave it.
 *
 * <p>On Linux the file is deleted as soon as it is loaded, and stays open, so that processes that run queries can load it too: the
 * kernel lets only processes of the same user open it, and no path leads to it that another user could replace. Elsewhere it stays
 * until the process ends, and each process unpacks its own.
 */
public final class NativeLibrary {

    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);

    /** The files that this process has in its memory, one range of addresses per line. */
    private static final Path MAPS = Path.of("/proc/self/maps");

    private static final Path OPEN = Path.of("/proc/self/fd");

    private static final Pattern UNPACKED = Pattern.compile("/\\S.*/libduckdb_java\\d+\\.so$");

    /** Never closed: it must be open as long as this process may start others. */
    private static @Nullable FileChannel channel;

    private static volatile @Nullable Path shared;

    private NativeLibrary() {}

    /** The code that this process has loaded, for {@code System.load} of another one; null if another one has to unpack it. */
    public static @Nullable Path shared() {
        return shared;
    }

    /** To be called if another process could not load it. */
    public static void unshare() {
        shared = null;
    }

    /** Deletes the file after it was loaded, if that is possible. */
    static synchronized void deleteFile() {
        if (!Files.isReadable(MAPS)) {
            return;
        }
        try {
            for (Path file : loaded()) {
                FileChannel opened = FileChannel.open(file);
                Path link = descriptor(file);
                Files.deleteIfExists(file);
                if (link == null || channel != null) {
                    opened.close();
                } else {
                    channel = opened;
                    shared = link;
                }
            }
        } catch (IOException e) {
            LOG.debug("The file of DuckDB's code stays until the process ends: {}", e.getMessage());
        }
    }

    /** The open file by which other processes can load it; null if there is none. */
    private static @Nullable Path descriptor(Path file) throws IOException {
        try (Stream<Path> links = Files.list(OPEN)) {
            for (Path each : links.toList()) {
                // Others may be closed while this reads them.
                if (Files.exists(each) && Files.isSameFile(each, file)) {
                    return Path.of(
                            "/proc",
                            Long.toString(ProcessHandle.current().pid()),
                            "fd",
                            each.getFileName().toString());
                }
            }
        }
        return null;
    }

    private static List<Path> loaded() throws IOException {
        return Files.readAllLines(MAPS).stream()
                .map(UNPACKED::matcher)
                .filter(Matcher::find)
                .map(Matcher::group)
                .distinct()
                .map(Path::of)
                .toList();
    }
}
