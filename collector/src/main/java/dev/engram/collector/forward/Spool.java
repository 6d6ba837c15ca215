package dev.engram.collector.forward;

import dev.engram.collector.otlp.Encoding;
import dev.engram.collector.otlp.Signal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory with a file for each request: its body as it was received. The name says the rest:
 * {@code 0000000000000000042-traces-512-9a3f01bc.pb} is request 42, of 512 spans, in protobuf (or {@code .json}), and
 * CRC-32C tells whether it is whole.
 *
 * <p>Assumptions: the directory is its own, on a local disk, and renaming there is atomic.
 *
 * <p>Guarantee: what {@link #write} has returned from is there after the process was killed. Nothing waits for the disk
 * itself (fsync): after a power failure or a crash of the operating system the last seconds may be missing or damaged,
 * and what is damaged is found by its checksum. One process at a time; thread-safe.
 */
final class Spool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

    private static final String LOCK = "lock";
    private static final String TEMPORARY = ".tmp";
    private static final String DAMAGED = ".damaged";
    private static final int NAMES_SAID = 3;

    private static final Pattern NAME = Pattern.compile("(\\d{19})-("
            + List.of(Signal.values()).stream().map(Signal::text).collect(Collectors.joining("|"))
            + ")-(\\d{1,9})-([0-9a-f]{8})\\.(pb|json)");

    private final Path directory;
    private final FileChannel lockFile;
    private final FileLock lock;

    private Spool(Path directory, FileChannel lockFile, FileLock lock) {
        this.directory = directory;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /**
     * Makes the directory where it is missing, and keeps other collectors out of it.
     *
     * @throws ForwardException where it cannot be used; the message is one sentence
     */
    static Spool open(Path directory) throws ForwardException {
        try {
            Files.createDirectories(directory);
            FileChannel lockFile =
                    FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock;
            try {
                lock = lockFile.tryLock();
            } catch (OverlappingFileLockException e) {
                lock = null;
            }
            if (lock == null) {
                lockFile.close();
                throw new ForwardException("The queue directory " + directory
                        + " is in use by another collector; give --forward-queue one of its own.");
            }
            return new Spool(directory, lockFile, lock);
        } catch (IOException e) {
            throw new ForwardException(
                    "The queue directory " + directory + " cannot be written to (" + reason(e)
                            + "); give --forward-queue one that can.",
                    e);
        }
    }

    /** What an earlier run has left, in its order. What is none of a collector's stays where it is, and is said. */
    List<Entry> recover() throws ForwardException {
        List<Entry> entries = new ArrayList<>();
        List<String> foreign = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                Entry entry = entry(file, name);
                if (entry != null) {
                    entries.add(entry);
                } else if (name.endsWith(TEMPORARY)
                        && NAME.matcher(cut(name, TEMPORARY)).matches()) {
                    // Its sender was never told that it was accepted.
                    Files.deleteIfExists(file);
                } else if (!name.equals(LOCK)
                        && !name.endsWith(DAMAGED)
                        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    foreign.add(name);
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            throw new ForwardException("The queue directory " + directory + " cannot be read (" + reason(e) + ").", e);
        }
        if (!foreign.isEmpty()) {
            LOG.warn(
                    "In the queue directory {} lies what is no request and is left alone: {}{}; the directory should be"
                            + " the collector's alone",
                    directory,
                    foreign.stream().sorted().limit(NAMES_SAID).collect(Collectors.joining(", ")),
                    foreign.size() > NAMES_SAID ? ", ..." : "");
        }
        entries.sort(Comparator.comparingLong(Entry::sequence));
        return entries;
    }

    private static @Nullable Entry entry(Path file, String name) throws IOException {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches() || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        long sequence;
        try {
            sequence = Long.parseLong(parts.group(1));
        } catch (NumberFormatException tooLarge) {
            return null;
        }
        return Entry.inFile(
                sequence,
                Signal.valueOf(parts.group(2).toUpperCase(java.util.Locale.ROOT)),
                parts.group(5).equals("pb") ? Encoding.PROTOBUF : Encoding.JSON,
                Integer.parseInt(parts.group(3)),
                Files.size(file),
                Integer.parseUnsignedInt(parts.group(4), 16),
                Files.getLastModifiedTime(file).toMillis());
    }

    private static String name(Entry entry) {
        return "%019d-%s-%d-%08x.%s"
                .formatted(
                        entry.sequence(),
                        entry.signal().text(),
                        entry.items(),
                        entry.checksum(),
                        entry.encoding() == Encoding.PROTOBUF ? "pb" : "json");
    }

    /** Keeps the body of an entry in memory; the entry lies in its file afterwards. */
    Entry write(Entry entry, byte[] body) throws IOException {
        Path file = directory.resolve(name(entry));
        Path temporary = directory.resolve(name(entry) + TEMPORARY);
        try {
            try (FileChannel out = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(body);
                while (rest.hasRemaining()) {
                    out.write(rest);
                }
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            return entry.inFile();
        } catch (IOException e) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException both) {
                e.addSuppressed(both);
            }
            throw e;
        }
    }

    /**
     * The body of an entry that lies in a file.
     *
     * @return null where it is not what was written; it is set aside then, and said
     */
    byte @Nullable [] read(Entry entry) {
        Path file = directory.resolve(name(entry));
        String problem;
        try {
            byte[] body = Files.readAllBytes(file);
            if (entry.matches(body)) {
                return body;
            }
            problem = "is not what was written";
        } catch (IOException e) {
            problem = "cannot be read (" + reason(e) + ")";
        }
        LOG.warn(
                "The queued request {} {}; its {} spans or metric points are lost, and the file is set aside as {}",
                file,
                problem,
                entry.items(),
                name(entry) + DAMAGED);
        try {
            Files.move(file, directory.resolve(name(entry) + DAMAGED), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.debug("It cannot be set aside", e);
        }
        return null;
    }

    /** The entry is over. */
    void delete(Entry entry) {
        try {
            Files.deleteIfExists(directory.resolve(name(entry)));
        } catch (IOException e) {
            LOG.warn(
                    "The forwarded request {} cannot be deleted ({}); it will be sent again at the next start",
                    directory.resolve(name(entry)),
                    reason(e));
        }
    }

    Path directory() {
        return directory;
    }

    private static String cut(String name, String end) {
        return name.substring(0, name.length() - end.length());
    }

    /** Why, without the name of the file, which most messages of the JDK begin with. */
    static String reason(Exception e) {
        if (e instanceof java.nio.file.AccessDeniedException) {
            return "access denied";
        }
        if (e instanceof java.nio.file.FileAlreadyExistsException || e instanceof java.nio.file.NotDirectoryException) {
            return "it is no directory";
        }
        if (e instanceof java.nio.file.FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** Lets other collectors in. */
    @Override
    public void close() throws IOException {
        lock.release();
        lockFile.close();
    }
}
