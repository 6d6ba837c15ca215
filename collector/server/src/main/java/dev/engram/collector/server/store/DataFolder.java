package dev.engram.collector.server.store;

import dev.engram.collector.server.store.duckdb.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a database, and the names in it:
 *
 * <pre>
 * lock                    held by the one process that uses the folder
 * version                 of what is here: 2
 * requests-000007.log     what was accepted last, see RequestLog
 * spans-000006.parquet    a segment: the spans of the requests that requests-000006.log held
 * points-000006.parquet   their metric points; written before the spans, absent where there are none
 * minutes-000006-000006.parquet   their memory operations by minute, see MinuteFiles
 * spans-000001-000005.parquet     the files of the segments 1 to 5, merged; points likewise
 * *.damaged               what could not be read, for people to look at
 * </pre>
 *
 * <p>A generation is complete when its file of spans has its name; then its log is not needed. A merged file is complete when
 * it has its name; then those that it was merged from are not needed.
 */
final class DataFolder implements AutoCloseable {

    private static final String VERSION = "2";
    private static final Pattern LOG = Pattern.compile("requests-(\\d{6,18})\\.log");
    private static final Pattern PACKED =
            Pattern.compile("(spans|points|minutes)-(\\d{6,18})(?:-(\\d{6,18})(?:-(\\d{1,9}))?)?\\.parquet");

    private final Path folder;
    private final FileChannel lockFile;

    private DataFolder(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /**
     * Makes the folder, or takes it up if it is a database; whatever else is there is not touched.
     *
     * @throws StoreException where it cannot be used; the message is one sentence
     */
    static DataFolder open(Path folder) throws StoreException {
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            throw new StoreException("The database " + folder + " cannot be made: there is no folder " + parent + ".");
        }
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new StoreException(
                    "The database " + folder + " is " + kind(folder) + "; --db names a folder, give it another name.");
        }
        try {
            return openFolder(folder, folder.toAbsolutePath());
        } catch (AccessDeniedException e) {
            throw new StoreException("The database " + folder + " cannot be written: permission is denied.", e);
        } catch (FileSystemException e) {
            throw new StoreException(
                    "The database " + folder + " cannot be written: " + String.valueOf(e.getReason()) + ".", e);
        } catch (IOException e) {
            throw new StoreException("The database " + folder + " cannot be opened: " + e.getMessage() + ".", e);
        }
    }

    private static DataFolder openFolder(Path given, Path folder) throws IOException, StoreException {
        Path version = folder.resolve("version");
        if (Files.isDirectory(folder) && !Files.exists(version)) {
            try (Stream<Path> files = Files.list(folder)) {
                if (files.anyMatch(file -> !file.getFileName().toString().equals("lock"))) {
                    throw new StoreException("The folder " + given
                            + " is no database of Engram's and not empty; give --db another name.");
                }
            }
        }
        Files.createDirectories(folder);
        FileChannel lockFile =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean opened = false;
        try {
            FileLock lock = lock(lockFile);
            if (lock == null) {
                throw new StoreException("The database " + given
                        + " is in use by another process; stop that one or give --db another name.");
            }
            make(folder);
            String found = Files.readString(version).strip();
            if (!found.equals(VERSION)) {
                throw new StoreException("The database " + given + " was written by another version of Engram (" + found
                        + " instead of " + VERSION + "); give --db another name.");
            }
            opened = true;
            return new DataFolder(folder, lockFile);
        } finally {
            if (!opened) {
                lockFile.close();
            }
        }
    }

    private static void make(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path version = folder.resolve("version");
        if (!Files.exists(version)) {
            Files.writeString(version, VERSION);
        }
    }

    /** Makes the folder again if it is gone. */
    void make() throws IOException {
        make(folder);
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** What a file is that lies where the folder should. */
    private static String kind(Path file) {
        byte[] start = new byte[16];
        try (var in = Files.newInputStream(file)) {
            if (in.readNBytes(start, 0, start.length) < start.length) {
                return "a file";
            }
        } catch (IOException e) {
            return "a file that cannot be read";
        }
        if (new String(start, StandardCharsets.ISO_8859_1).startsWith("SQLite format 3")) {
            return "a SQLite database";
        }
        boolean isDuckDb = new String(start, 8, 4, StandardCharsets.ISO_8859_1).equals("DUCK");
        return isDuckDb ? "a DuckDB file, as older versions of Engram wrote" : "a file";
    }

    Path path() {
        return folder;
    }

    Path requests(long generation) {
        return folder.resolve("requests-%06d.log".formatted(generation));
    }

    /**
     * The file of one generation.
     *
     * @param kind {@code spans} or {@code points}
     */
    Path packed(String kind, long generation) {
        return folder.resolve("%s-%06d.parquet".formatted(kind, generation));
    }

    /** The file of several generations. */
    PackedFile merged(String kind, long first, long last) {
        return merged(kind, first, last, 1);
    }

    /**
     * A version of the file of several generations. Each has another name, since a query may open a file several times.
     */
    PackedFile merged(String kind, long first, long last, int version) {
        String name = "%s-%06d-%06d".formatted(kind, first, last) + (version == 1 ? "" : "-" + version);
        return new PackedFile(first, last, version, folder.resolve(name + ".parquet"));
    }

    /** Generations that have a log, the oldest first. */
    List<Long> logs() throws IOException {
        List<Long> found = new ArrayList<>();
        for (Matcher name : names(LOG)) {
            found.add(Long.parseLong(name.group(1)));
        }
        found.sort(null);
        return found;
    }

    /** Bytes of the logs. A log that is deleted meanwhile has none. */
    long logBytes() throws IOException {
        long bytes = 0;
        for (long generation : logs()) {
            try {
                bytes += Files.size(requests(generation));
            } catch (NoSuchFileException e) {
                // Its rows are in another file by now.
            }
        }
        return bytes;
    }

    /** The files of spans, the oldest first. Deletes those that were merged into others. */
    List<PackedFile> spans() throws IOException {
        return packed("spans");
    }

    /**
     * The files of that kind of generations that are complete, the oldest first. Deletes those that were merged into others,
     * and those of generations of which the file of spans was not written.
     */
    List<PackedFile> besideSpans(String kind) throws IOException {
        List<PackedFile> spans = spans();
        List<Long> logs = logs();
        List<PackedFile> complete = new ArrayList<>();
        for (PackedFile file : packed(kind)) {
            boolean isPacked = spans.stream().anyMatch(each -> each.has(file.last()));
            // Without a log its spans were packed, and have been deleted since.
            if (isPacked || !logs.contains(file.last())) {
                complete.add(file);
            } else {
                Files.delete(file.path());
            }
        }
        return complete;
    }

    private List<PackedFile> packed(String kind) throws IOException {
        List<PackedFile> found = new ArrayList<>();
        for (Matcher name : names(PACKED)) {
            if (name.group(1).equals(kind)) {
                long first = Long.parseLong(name.group(2));
                long last = name.group(3) == null ? first : Long.parseLong(name.group(3));
                int version = name.group(4) == null ? 1 : Integer.parseInt(name.group(4));
                found.add(new PackedFile(first, last, version, folder.resolve(name.group())));
            }
        }
        List<PackedFile> needed = new ArrayList<>();
        for (PackedFile file : found) {
            if (found.stream().anyMatch(other -> other.contains(file))) {
                Files.delete(file.path());
            } else {
                needed.add(file);
            }
        }
        needed.sort(Comparator.comparing(PackedFile::first));
        return needed;
    }

    private List<Matcher> names(Pattern pattern) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> pattern.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Removes what a process that was killed has begun and not finished. */
    void removeUnfinished() throws IOException {
        List<Path> unfinished = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.getFileName().toString().endsWith(".tmp")).forEach(unfinished::add);
        }
        for (Path file : unfinished) {
            Files.delete(file);
        }
    }

    /** Where a file is written before it gets its name. */
    static Path unfinished(Path file) {
        return file.resolveSibling(file.getFileName() + ".tmp");
    }

    /** Gives a file its name, when it is whole and on the disk. */
    static void finish(Path file) throws IOException {
        Path unfinished = unfinished(file);
        try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Sets a file aside that cannot be read.
     *
     * @return its new name
     */
    static Path setAside(Path file) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".damaged");
        return Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
