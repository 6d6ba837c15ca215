package dev.engram.collector.server.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Between the sockets and the writer: bounded by items and by bytes, first in, first out.
 *
 * <p>Guarantees: what was accepted is taken once, also after {@link #close}; {@link #offer} never waits. A batch larger
 * than the limits is accepted when nothing else is queued, or its sender could never get rid of it. Thread-safe.
 */
final class IntakeQueue {

    /** A batch, or none, and a mark that the writer runs when it and all that came before is written. */
    record Entry(@Nullable Batch batch, @Nullable Runnable mark) {}

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

    /** Whether the batch was accepted, with its mark; false if the queue is full or closed. */
    synchronized boolean offer(Batch batch, @Nullable Runnable mark) {
        boolean fits = items + batch.size() <= maxItems && bytes + batch.bytes() <= maxBytes;
        if (closed || !(fits || items == 0)) {
            return false;
        }
        items += batch.size();
        bytes += batch.bytes();
        entries.add(new Entry(batch, mark));
        notifyAll();
        return true;
    }

    /** Queues a mark; false when closed. */
    synchronized boolean mark(Runnable mark) {
        if (closed) {
            return false;
        }
        entries.add(new Entry(null, mark));
        notifyAll();
        return true;
    }

    /**
     * Waits for entries and takes them, up to about that many items; empty when closed and drained. What was taken
     * counts against the limits until {@link #release}.
     */
    synchronized List<Entry> take(int about) throws InterruptedException {
        while (entries.isEmpty() && !closed) {
            wait();
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
