package dev.engram.collector.server.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes accepted requests to the log of the current generation. Threads that come at the same time share one write: the
 * first writes for all that wait (group commit).
 *
 * <p>Guarantees: each request is told once whether it is in the file, in the order of the file. After a write that failed
 * the next one begins another log: nobody knows what the disk has of the last one, and no request comes behind it.
 * Thread-safe.
 */
final class Journal implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    /** What becomes of a request; called in the order of the file, by one thread at a time. */
    interface Listener {
        /** It is in the log of that generation. */
        void written(long generation);

        /** It is in no file. */
        void failed(IOException cause);
    }

    private record Entry(ByteBuffer packed, int items, Listener listener) {}

    private final DataFolder folder;
    private final Duration sync;
    private final long itemsPerLog;

    // Under the lock of `this`.
    private List<Entry> waiting = new ArrayList<>();
    private boolean writing;
    private boolean closed;

    // Of the thread that writes.
    private @Nullable RequestLog log;
    private long items;
    private long generation;
    private long lastSync = System.nanoTime();

    private final Progress progress;
    private volatile boolean rotationWanted;
    private volatile @Nullable String trouble;

    /**
     * A journal that writes nothing yet.
     *
     * @param generation of the first log, which must not exist yet
     * @param sync as in {@link StoreSettings}
     * @param nanoTime as {@link System#nanoTime}
     */
    Journal(DataFolder folder, long generation, long itemsPerLog, Duration sync, LongSupplier nanoTime) {
        this.folder = folder;
        this.generation = generation;
        this.itemsPerLog = itemsPerLog;
        this.sync = sync;
        this.progress = new Progress(nanoTime);
    }

    /**
     * Writes a request, on this thread or on one that is writing already.
     *
     * @param packed by {@link RequestLog#pack}
     * @param count spans and points in it
     */
    void append(ByteBuffer packed, int count, Listener listener) {
        boolean mine = false;
        boolean late;
        synchronized (this) {
            late = closed;
            if (!late) {
                waiting.add(new Entry(packed, count, listener));
                mine = !writing;
                writing = true;
            }
        }
        if (late) {
            listener.failed(new IOException("the collector is stopping"));
        } else if (mine) {
            writeWaiting();
        }
    }

    private void writeWaiting() {
        while (true) {
            List<Entry> entries;
            synchronized (this) {
                if (waiting.isEmpty()) {
                    progress.end();
                    writing = false;
                    notifyAll();
                    return;
                }
                entries = waiting;
                waiting = new ArrayList<>();
            }
            progress.begin();
            write(entries);
        }
    }

    private void write(List<Entry> entries) {
        try {
            RequestLog current = current();
            current.append(entries.stream().map(Entry::packed).toList());
            sync(current);
        } catch (IOException e) {
            fail(e);
            entries.forEach(entry -> entry.listener().failed(e));
            return;
        }
        recovered();
        for (Entry entry : entries) {
            items += entry.items();
            entry.listener().written(generation);
        }
    }

    /** The log to be written; a new one where the last is full or gone. */
    private RequestLog current() throws IOException {
        RequestLog current = log;
        if (current != null && (items >= itemsPerLog || rotationWanted || !current.isThere())) {
            log = null;
            closeQuietly(current);
            if (items == 0) {
                // Nothing was accepted into it, so nobody would read or delete it.
                Files.deleteIfExists(folder.requests(generation));
            }
            // A failure to make the next one must not bring this one back.
            generation++;
            current = null;
        }
        if (current == null) {
            folder.make();
            current = RequestLog.create(folder.requests(generation));
            log = current;
            items = 0;
            rotationWanted = false;
        }
        return current;
    }

    private void sync(RequestLog current) throws IOException {
        long now = System.nanoTime();
        if (sync.isNegative() || now - lastSync < sync.toNanos()) {
            return;
        }
        current.force();
        lastSync = now;
    }

    /** To be called now and then: brings to the disk what no later request has. */
    void tick() {
        synchronized (this) {
            if (writing) {
                return;
            }
            writing = true;
        }
        progress.begin();
        RequestLog current = log;
        if (current != null) {
            try {
                sync(current);
            } catch (IOException e) {
                fail(e);
            }
        }
        writeWaiting();
    }

    private void fail(IOException e) {
        String reason = reason(e);
        if (trouble == null) {
            LOG.error(
                    "Requests cannot be written to {} and are sent away to be tried again: {}", folder.path(), reason);
        }
        trouble = reason;
        rotationWanted = true;
    }

    private void recovered() {
        if (trouble != null) {
            trouble = null;
            LOG.info("Requests are written to {} again", folder.path());
        }
    }

    static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    /** From the next request on, another log is written. */
    void rotate() {
        rotationWanted = true;
    }

    /** Why requests cannot be written; null while they can. Never waits. */
    @Nullable
    String trouble() {
        String tooLong = progress.tooLong();
        return tooLong == null ? trouble : "the disk has not answered for " + tooLong;
    }

    /** Takes nothing more, waits until what it took is written, and closes the log. */
    @Override
    public void close() throws IOException {
        boolean interrupted = false;
        synchronized (this) {
            closed = true;
            while (writing) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        RequestLog current = log;
        if (current != null) {
            log = null;
            try {
                if (!sync.isNegative()) {
                    current.force();
                }
            } finally {
                current.close();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeQuietly(RequestLog log) {
        try (log) {
            if (!sync.isNegative()) {
                log.force();
            }
        } catch (IOException e) {
            LOG.warn("A log of requests could not be closed: {}", e.getMessage());
        }
    }
}
