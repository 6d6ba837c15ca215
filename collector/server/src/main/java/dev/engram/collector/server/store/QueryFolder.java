package dev.engram.collector.server.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder for the processes that run queries, which only this user can read: their working directory. It has the files of
 * {@link QueryFiles}, and the store's own under the name {@value #DATA}. So no path that a query could see tells where the
 * data are. Data that are not to be kept are in here themselves.
 */
public final class QueryFolder implements AutoCloseable {

    /** The store's folder, as seen from this one. */
    static final String DATA = "data";

    private static final String PREFIX = "engram-queries-";

    /** Those of this process. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path path;

    private QueryFolder(Path path) {
        this.path = path;
    }

    /**
     * Makes the folder, and deletes those of processes that were killed.
     *
     * @param data the store's folder; null makes one in here, which is deleted with this one
     */
    static synchronized QueryFolder make(@Nullable Path data) throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        deleteLeftBehind(parent);
        Path path = Files.createTempDirectory(
                parent, PREFIX + ProcessHandle.current().pid() + "-");
        OWN.add(path);
        QueryFolder made = new QueryFolder(path);
        if (data == null) {
            Files.createDirectory(made.data());
        } else {
            Files.createSymbolicLink(made.data(), data.toAbsolutePath());
        }
        return made;
    }

    private static void deleteLeftBehind(Path parent) throws IOException {
        List<Path> found;
        try (Stream<Path> all = Files.list(parent)) {
            found = all.filter(each -> each.getFileName().toString().matches(PREFIX + "\\d{1,18}-\\d+"))
                    .toList();
        }
        for (Path each : found) {
            String rest = each.getFileName().toString().substring(PREFIX.length());
            long pid = Long.parseLong(rest.substring(0, rest.indexOf('-')));
            boolean isUsed = pid == ProcessHandle.current().pid()
                    ? OWN.contains(each)
                    : ProcessHandle.of(pid).isPresent();
            if (!isUsed && Files.isWritable(each)) {
                delete(each);
            }
        }
    }

    /** Working directory of a process that runs queries. */
    public Path path() {
        return path;
    }

    /** The store's folder. */
    Path data() {
        return path.resolve(DATA);
    }

    /** Makes the files here look used: some systems delete what has lain in the temporary directory for days. */
    void touch() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            FileTime now = FileTime.from(Instant.now());
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(each, now);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** What such a process may read, as seen from there. */
    public static List<String> readable() {
        return List.of("./", DATA + "/");
    }

    @Override
    public void close() throws IOException {
        OWN.remove(path);
        delete(path);
    }

    private static void delete(Path folder) throws IOException {
        // A link to the data is deleted as a link.
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
