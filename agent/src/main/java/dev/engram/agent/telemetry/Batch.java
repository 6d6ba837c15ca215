package dev.engram.agent.telemetry;

import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Spans that are exported together. Filled by one thread, then handed over and only read. */
final class Batch {

    private final List<SpanData> spans;
    private final long sinceNanos;
    private final AtomicBoolean isSettled = new AtomicBoolean();
    private long weight;

    /** An empty batch, begun at {@code sinceNanos}. */
    Batch(int capacity, long sinceNanos) {
        this.spans = new ArrayList<>(capacity);
        this.sinceNanos = sinceNanos;
    }

    void add(Span span) {
        spans.add(span);
        weight += span.weight();
    }

    List<SpanData> spans() {
        return spans;
    }

    int size() {
        return spans.size();
    }

    /** About how many bytes its spans take. */
    long weight() {
        return weight;
    }

    long sinceNanos() {
        return sinceNanos;
    }

    /** True for the one caller that may count what became of it. */
    boolean settle() {
        return isSettled.compareAndSet(false, true);
    }
}
