package dev.engram.agent.telemetry;

import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Spans that are exported together: as OTLP, as objects, or as both, as the exporters need them. Filled by one thread, then
 * handed over and only read.
 */
final class Batch {

    private final Proto encoded;
    private final long sinceNanos;
    private final AtomicBoolean isSettled = new AtomicBoolean();
    private List<SpanData> spans = List.of();
    private int size;
    private long objectWeight;
    private boolean isLent;

    /**
     * An empty batch, begun at {@code sinceNanos}.
     *
     * @param encoded what its spans are encoded into; its own until it is given back
     */
    Batch(Proto encoded, long sinceNanos) {
        this.encoded = encoded;
        this.sinceNanos = sinceNanos;
    }

    /**
     * Counts a span whose encoding, where one is wanted, has been written to {@link #encoded}.
     *
     * @param span the same as an object, null where no exporter wants one
     */
    void add(@Nullable Span span) {
        if (span != null) {
            if (spans.isEmpty()) {
                spans = new ArrayList<>();
            }
            spans.add(span);
            objectWeight += span.weight();
        }
        size++;
    }

    /** Its spans, each as one element of {@code ScopeSpans.spans}; empty where no exporter wants them so. */
    Proto encoded() {
        return encoded;
    }

    /** Its spans as objects; empty where no exporter wants them so. */
    List<SpanData> spans() {
        return spans;
    }

    int size() {
        return size;
    }

    /** About how many bytes its spans will take on the wire or as text. */
    long weight() {
        return Math.max(encoded.length(), objectWeight);
    }

    /** About how many bytes of memory it takes. */
    long memory() {
        return encoded.capacity() + objectWeight;
    }

    long sinceNanos() {
        return sinceNanos;
    }

    /** Says whether a sender may still be reading {@link #encoded}. For the exporter's thread. */
    void lend(boolean lent) {
        isLent = lent;
    }

    boolean isLent() {
        return isLent;
    }

    /** True for the one caller that may count what became of it. */
    boolean settle() {
        return isSettled.compareAndSet(false, true);
    }
}
