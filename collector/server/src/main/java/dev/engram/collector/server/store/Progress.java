package dev.engram.collector.server.store;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a thread has been at one piece of work for so long that it probably waits for a disk that does not answer.
 *
 * <p>One thread at a time begins and ends work; any thread asks.
 */
final class Progress {

    /** A piece of work takes a second, and some on a busy machine; a file is tried again after five. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final LongSupplier nanoTime;

    /** When the work began. */
    private volatile long since;

    private volatile boolean isWorking;

    /**
     * No work yet.
     *
     * @param nanoTime as {@link System#nanoTime}
     */
    Progress(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A piece of work begins, and the one before ends. */
    void begin() {
        since = nanoTime.getAsLong();
        isWorking = true;
    }

    void end() {
        isWorking = false;
    }

    /** How long the piece of work has taken, such as {@code 34 s}; null while that is no reason to worry. */
    @Nullable
    String tooLong() {
        long nanos = nanoTime.getAsLong() - since;
        return isWorking && nanos > LONGEST_NANOS ? TimeUnit.NANOSECONDS.toSeconds(nanos) + " s" : null;
    }
}
