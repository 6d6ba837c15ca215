package dev.engram.collector.server.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The result of a query as a Parquet file, which is deleted when this is closed. Thread-safe. */
public final class ResultFile implements AutoCloseable {

    private final Path path;
    private final boolean truncated;
    private final AtomicInteger open;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    /**
     * A file that is there.
     *
     * @param truncated whether the statement had more rows
     * @param open how many there are
     */
    ResultFile(Path path, boolean truncated, AtomicInteger open) {
        this.path = path;
        this.truncated = truncated;
        this.open = open;
        open.incrementAndGet();
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
        open.decrementAndGet();
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
