package dev.engram.agent.telemetry.export;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Batches on their way from the consumer's thread to the exporter's. Bounded: what comes while it is full is dropped and
 * counted, so that a slow or dead endpoint never holds the ring. Thread-safe.
 */
public final class BatchQueue {

    /** With the default batch of 512 some 131,000 spans: what the exporters miss in a pause or at the start. */
    private static final int CAPACITY = 256;

    private static final long MAX_MEMORY = maxMemory(Runtime.getRuntime().maxMemory());

    private final Ledger ledger;
    private final Deque<Batch> batches = new ArrayDeque<>(CAPACITY + 1);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Batch inFlight;
    private long memory;
    private boolean isWoken;
    private boolean isClosed;

    public BatchQueue(Ledger ledger) {
        this.ledger = ledger;
    }

    /** About the bytes that all batches together may take in a heap of so many. */
    static long maxMemory(long heap) {
        return Math.min(64L << 20, heap / 16);
    }

    /**
     * Takes a batch, or drops it when there is no room.
     *
     * @return false when it was dropped
     */
    boolean offer(Batch batch) {
        boolean isTooLate;
        lock.lock();
        try {
            isTooLate = isClosed;
            if (!isTooLate && batches.size() < CAPACITY && memory < MAX_MEMORY) {
                batches.add(batch);
                memory += batch.memoryBytes();
                changed.signalAll();
                return true;
            }
        } finally {
            lock.unlock();
        }
        if (batch.settle()) {
            ledger.drop(isTooLate ? Ledger.Reason.SHUTDOWN : Ledger.Reason.EXPORT_FAILED, batch.size());
        }
        return false;
    }

    /**
     * The oldest batch, in flight until the next call.
     *
     * @return null when none came in time, or {@link #wake} was called
     */
    @Nullable
    public Batch take(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (batches.isEmpty() && !isWoken && left > 0) {
                left = changed.awaitNanos(left);
            }
            isWoken = false;
            Batch next = batches.poll();
            inFlight = next;
            if (next != null) {
                memory -= next.memoryBytes();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** About the bytes of the batches that wait. */
    public long memoryBytes() {
        lock.lock();
        try {
            return memory;
        } finally {
            lock.unlock();
        }
    }

    /** Lets a waiting {@link #take} return. */
    public void wake() {
        lock.lock();
        try {
            isWoken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more, and gives what is left, with what is in flight. */
    public List<Batch> close() {
        lock.lock();
        try {
            isClosed = true;
            List<Batch> left = new ArrayList<>(batches);
            if (inFlight != null) {
                left.add(inFlight);
            }
            batches.clear();
            return left;
        } finally {
            lock.unlock();
        }
    }
}
