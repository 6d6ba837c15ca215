package dev.engram.agent.telemetry;

import dev.engram.agent.record.MemorySite;
import dev.engram.agent.telemetry.value.ValueSummary;
import dev.engram.agent.trace.RecordedCall;

/** Makes the spans of an {@link EventConsumer}, and hands them on. Used by one thread at a time. */
public interface SpanOutput {

    /**
     * Makes the span of a call that has ended. What is thrown loses the span, and the consumer counts it; whatever came of
     * it, {@link #settled} follows.
     */
    void addEnded(RecordedCall call, ValueSummary value);

    /**
     * As {@link #addEnded}, of a call that is still open.
     *
     * @param nanos when the span is to end, as {@link System#nanoTime} has it
     */
    void addOpen(RecordedCall call, long nanos);

    /** A memory operation that gets no span may still have stored what is read later. */
    void skip(RecordedCall call, MemorySite site);

    /** The span was made, or is lost. */
    void settled();

    /** Spans wait for no others any more. */
    default void hasten() {}

    /** No calls come for now. */
    void pause();

    /** Hands on what there is. No span comes after this. */
    void close();
}
