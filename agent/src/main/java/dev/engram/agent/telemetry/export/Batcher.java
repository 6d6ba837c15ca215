package dev.engram.agent.telemetry.export;

import org.jspecify.annotations.Nullable;

/** Gathers the spans of one service into batches and hands them to the {@link BatchQueue}. Not thread-safe. */
final class Batcher {

    /** Servers often take no message over 4 MiB, and a span with stack traces or attributes of its own can be large. */
    private static final int MAX_BYTES = 1 << 20;

    private final @Nullable String service;
    private final int maxSize;
    private final long intervalNanos;
    private final BatchQueue queue;
    private final Buffers buffers;
    private @Nullable Batch batch;

    /**
     * A batcher.
     *
     * @param service whose spans they are; null for the process's own
     * @param maxSize spans in a batch
     * @param intervalNanos how long a span waits for others
     */
    Batcher(@Nullable String service, int maxSize, long intervalNanos, BatchQueue queue, Buffers buffers) {
        this.service = service;
        this.maxSize = maxSize;
        this.intervalNanos = intervalNanos;
        this.queue = queue;
        this.buffers = buffers;
    }

    /** The batch that is being filled. Call {@link #added} once there is another span in it. */
    Batch filling() {
        Batch filling = batch;
        if (filling == null || filling.size() == 0) {
            filling = new Batch(service, filling == null ? buffers.take() : filling.encoded(), System.nanoTime());
            batch = filling;
        }
        return filling;
    }

    /** Hands the batch over if that made it full. */
    void added() {
        Batch filling = batch;
        if (filling != null && (filling.size() >= maxSize || filling.encodedBytes() >= MAX_BYTES)) {
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
        if (!queue.offer(filled)) {
            buffers.give(filled.encoded());
        }
    }
}
