package dev.engram.collector.server.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Between the sockets and the writer: bounded by items and by bytes, first in, first out.
 *
 * <p>Guarantees: what was accepted is taken once, also after {@link #close}; {@link #reserve} never waits. A batch larger
 * than the limits is accepted when nothing else is queued, or its sender could never get rid of it. Thread-safe.
 */
final class IntakeQueue {

    /**
     * A batch, or a mark that the writer runs when all that came before is written.
     *
     * @param generation of the log that has the batch
     */
    record Entry(
            @Nullable Batch batch,
            long generation,
            @Nullable Runnable mark) {}

    private final int maxItems;
    private final long maxBytes;
    private final Queue<Entry> entries = new ArrayDeque<>();
    private long items;
    private long bytes;
    private boolean closed;

    IntakeQueue(int maxItems, long maxBytes) {
        this.maxItems = maxItems;
        this.maxBytes = maxBytes;
    }

    /** Whether there is room for the batch; false if the queue is full or closed. It counts from now on. */
    synchronized boolean reserve(Batch batch) {
        boolean fits = items + batch.size() <= maxItems && bytes + batch.bytes() <= maxBytes;
        if (closed || !(fits || items == 0)) {
            return false;
        }
        items += batch.size();
        bytes += batch.bytes();
        return true;
    }

    /** Whether there is no room for any batch with an item. */
    synchronized boolean isFull() {
        return items >= maxItems || (items > 0 && bytes >= maxBytes);
    }

    /** Queues a batch that there is room for. */
    synchronized void put(Batch batch, long generation) {
        entries.add(new Entry(batch, generation, null));
        notifyAll();
    }

    /** Queues a mark; false when closed. */
    synchronized boolean mark(Runnable mark) {
        if (closed) {
            return false;
        }
        entries.add(new Entry(null, 0, mark));
        notifyAll();
        return true;
    }

    /**
     * Waits for entries and takes them, up to about that many items. What was taken counts against the limits until
     * {@link #release}.
     *
     * @return empty when nothing came within the time, or when closed and drained
     */
    synchronized List<Entry> take(int about, Duration within) throws InterruptedException {
        long end = System.nanoTime() + within.toNanos();
        long left = within.toNanos();
        while (entries.isEmpty() && !closed && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = end - System.nanoTime();
        }
        List<Entry> taken = new ArrayList<>();
        int count = 0;
        while (count < about) {
            Entry entry = entries.poll();
            if (entry == null) {
                break;
            }
            taken.add(entry);
            count += entry.batch() == null ? 1 : Math.max(1, entry.batch().size());
        }
        return taken;
    }

    /** Whether nothing comes any more. */
    synchronized boolean isDrained() {
        return closed && entries.isEmpty();
    }

    /** Subtracts a batch that is written. */
    synchronized void release(Batch batch) {
        items -= batch.size();
        bytes -= batch.bytes();
    }

    synchronized long queuedItems() {
        return items;
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
