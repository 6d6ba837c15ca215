package dev.engram.agent.telemetry;

import org.jspecify.annotations.Nullable;

/** Gathers spans into batches and hands them to the {@link Outbox}. Not thread-safe. */
final class Batcher {

    /** Servers often take no message over 4 MiB, and a span with stack traces or attributes of its own can be large. */
    private static final long MAX_WEIGHT = 1 << 20;

    private final int maxSize;
    private final long intervalNanos;
    private final Outbox outbox;
    private final Buffers buffers;
    private @Nullable Batch batch;

    /**
     * A batcher.
     *
     * @param maxSize spans in a batch
     * @param intervalNanos how long a span waits for others
     */
    Batcher(int maxSize, long intervalNanos, Outbox outbox, Buffers buffers) {
        this.maxSize = maxSize;
        this.intervalNanos = intervalNanos;
        this.outbox = outbox;
        this.buffers = buffers;
    }

    /** The batch that is being filled. Call {@link #added} once there is another span in it. */
    Batch filling() {
        Batch filling = batch;
        if (filling == null || filling.size() == 0) {
            filling = new Batch(filling == null ? buffers.take() : filling.encoded(), System.nanoTime());
            batch = filling;
        }
        return filling;
    }

    /** Hands the batch over if that made it full. */
    void added() {
        Batch filling = batch;
        if (filling != null && (filling.size() >= maxSize || filling.weight() >= MAX_WEIGHT)) {
            handOver();
        }
    }

    /** Hands over what has waited long enough. */
    void handOverIfDue() {
        Batch filling = batch;
        if (filling != null && System.nanoTime() - filling.sinceNanos() >= intervalNanos) {
            handOver();
        }
    }

    /** Hands over what there is. */
    void handOver() {
        Batch filled = batch;
        if (filled == null || filled.size() == 0) {
            return;
        }
        batch = null;
        buffers.expect(filled.encoded().length());
        if (!outbox.offer(filled)) {
            buffers.give(filled.encoded());
        }
    }
}
