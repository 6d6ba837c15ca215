package dev.engram.agent.telemetry.export;

import dev.engram.agent.telemetry.protobuf.ProtoWriter;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Encoded spans of one service that are exported together. Filled by one thread, then handed over and only read. */
public final class Batch {

    private final @Nullable String service;
    private final ProtoWriter encoded;
    private final long sinceNanos;
    private final AtomicBoolean isSettled = new AtomicBoolean();
    private int size;

    /** An empty batch of the process's own service. */
    public Batch(ProtoWriter encoded, long sinceNanos) {
        this(null, encoded, sinceNanos);
    }

    /**
     * An empty batch.
     *
     * @param service whose spans they are; null for the process's own
     * @param encoded where its spans are written to; its own until it is given back
     * @param sinceNanos when it was begun, as {@link System#nanoTime} has it
     */
    Batch(@Nullable String service, ProtoWriter encoded, long sinceNanos) {
        this.service = service;
        this.encoded = encoded;
        this.sinceNanos = sinceNanos;
    }

    /** The name of the service that its spans are of; null for the process's own. */
    public @Nullable String service() {
        return service;
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
