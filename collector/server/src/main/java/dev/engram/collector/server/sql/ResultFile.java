package dev.engram.collector.server.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** The result of a query as a Parquet file, which is deleted when this is closed. Thread-safe. */
public final class ResultFile implements AutoCloseable {

    private final Path path;
    private final boolean truncated;
    private final Semaphore room;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    /**
     * A file that is there.
     *
     * @param truncated whether the statement had more rows
     * @param room for such results; this one has taken a permit, and gives it back
     */
    ResultFile(Path path, boolean truncated, Semaphore room) {
        this.path = path;
        this.truncated = truncated;
        this.room = room;
    }

    public Path path() {
        return path;
    }

    public boolean truncated() {
        return truncated;
    }

    /** Deletes the file. Idempotent. */
    @Override
    public void close() {
        if (!isClosed.compareAndSet(false, true)) {
            return;
        }
        room.release();
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
