package dev.engram.collector.keyspace.snapshot.write;

import dev.engram.collector.keyspace.snapshot.format.Counts;
import dev.engram.collector.keyspace.snapshot.format.Digests;
import dev.engram.collector.keyspace.snapshot.format.JsonDocument;
import dev.engram.collector.keyspace.snapshot.format.KeyHeader;
import dev.engram.collector.keyspace.snapshot.format.SnapshotException;
import dev.engram.collector.keyspace.snapshot.format.SnapshotHeader;
import dev.engram.collector.keyspace.snapshot.format.ValueSink;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a snapshot beside the place where it shall be, and puts it there when it is whole and on disk: a file of that
 * name is at all times the old one or the new one. Only its owner may read it. For one thread.
 */
public final class SnapshotWriter implements AutoCloseable {

    private static final int BUFFER = 256 * 1024;

    private final Path file;
    private final Path temporary;
    private final FileChannel channel;
    private final OutputStream out;
    private final MessageDigest digest = Digests.sha256();
    private final LineWriter lines;
    private final Counts counts = new Counts();

    private SnapshotWriter(
            Path file, Path temporary, FileChannel channel, SnapshotHeader header, SnapshotOptions options)
            throws IOException {
        this.file = file;
        this.temporary = temporary;
        this.channel = channel;
        OutputStream plain = Channels.newOutputStream(channel);
        OutputStream packed = options.gzip() ? new GZIPOutputStream(plain, BUFFER) : plain;
        out = new BufferedOutputStream(options.document() ? JsonDocument.write(packed) : packed, BUFFER);
        lines = new LineWriter(new DigestOutputStream(out, digest), header);
        lines.header();
    }

    /**
     * Begins a snapshot.
     *
     * @throws SnapshotException where its folder is missing or cannot be written
     */
    public static SnapshotWriter create(Path file, SnapshotHeader header, SnapshotOptions options)
            throws SnapshotException {
        Path folder = folder(file);
        try {
            Path temporary = Files.createTempFile(folder, "." + file.getFileName(), ".tmp");
            temporary.toFile().deleteOnExit(); // where the process is told to end meanwhile
            return new SnapshotWriter(
                    file, temporary, FileChannel.open(temporary, StandardOpenOption.WRITE), header, options);
        } catch (NoSuchFileException e) {
            throw new SnapshotException("There is no folder " + folder + "; make it, or name another file.", e);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** Where a file is, or will be. */
    static Path folder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? Path.of("").toAbsolutePath() : folder;
    }

    static SnapshotException failed(Path file, IOException e) {
        return new SnapshotException(
                file + " cannot be written: "
                        + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()) + ".",
                e);
    }

    /** Where the values of keys go, between {@link #begin} and {@link #end}. */
    ValueSink values() {
        return lines;
    }

    void begin(KeyHeader head) throws IOException {
        lines.begin(head);
        counts.add(head.type());
    }

    void end(boolean changed) throws IOException {
        lines.end(changed);
    }

    Counts counts() {
        return counts;
    }

    /** Writes the last line, and puts the file in its place. */
    public void finish() throws IOException {
        lines.flush();
        lines.trailer(counts, HexFormat.of().formatHex(digest.digest()));
        lines.flush();
        out.close(); // ends the compression too
        force(temporary);
        try {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        }
        forceFolder();
    }

    private static void force(Path file) throws IOException {
        try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
            written.force(true);
        }
    }

    /** The new name, so that it too survives a loss of power; not every system lets folders be opened. */
    private void forceFolder() {
        try (FileChannel folder = FileChannel.open(folder(file), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException e) {
            // Then the system sees to it by itself.
        }
    }

    /** Leaves nothing behind where {@link #finish()} was not reached. */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(temporary);
    }
}
