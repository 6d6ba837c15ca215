package dev.engram.agent.telemetry.export;

import dev.engram.agent.telemetry.protobuf.ProtoWriter;
import java.util.concurrent.atomic.AtomicBoolean;

/** Encoded spans that are exported together. Filled by one thread, then handed over and only read. */
public final class Batch {

    private final ProtoWriter encoded;
    private final long sinceNanos;
    private final AtomicBoolean isSettled = new AtomicBoolean();
    private int size;

    /**
     * An empty batch.
     *
     * @param encoded where its spans are written to; its own until it is given back
     * @param sinceNanos when it was begun, as {@link System#nanoTime} has it
     */
    public Batch(ProtoWriter encoded, long sinceNanos) {
        this.encoded = encoded;
        this.sinceNanos = sinceNanos;
    }

    /** Its spans, each as one element of OTLP's {@code ScopeSpans.spans}. */
    public ProtoWriter encoded() {
        return encoded;
    }

    /** Counts a span that has been written to {@link #encoded}. */
    public void added() {
        size++;
    }

    /** How many spans it holds. */
    public int size() {
        return size;
    }

    /** How many bytes its spans take on the wire. */
    int encodedBytes() {
        return encoded.length();
    }

    /** How many bytes of memory it takes. */
    int memoryBytes() {
        return encoded.capacity();
    }

    long sinceNanos() {
        return sinceNanos;
    }

    /** True for the one caller that may count what became of it. */
    public boolean settle() {
        return isSettled.compareAndSet(false, true);
    }
}
