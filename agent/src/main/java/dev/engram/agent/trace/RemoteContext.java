package dev.engram.agent.trace;

import org.jspecify.annotations.Nullable;

/**
 * What another process has told with a request or a message. Immutable.
 *
 * @param traceIdHigh the upper half of the trace id
 * @param traceIdLow its lower half; both are zero where no span was told
 * @param spanId of the span that the request belongs to; zero where none was told
 * @param flags as in {@code traceparent}
 * @param traceState the header of this name as it came; null without one
 * @param baggage the header of this name as it came; null without one
 */
public record RemoteContext(
        long traceIdHigh,
        long traceIdLow,
        long spanId,
        int flags,
        @Nullable String traceState,
        @Nullable String baggage) {

    /** The flag that says that the trace is recorded. */
    public static final int SAMPLED = 1;

    public boolean hasSpan() {
        return spanId != 0;
    }

    public boolean isSampled() {
        return (flags & SAMPLED) != 0;
    }

    /** Whether {@code call} is in the trace that was told. */
    public boolean isTraceOf(OpenCall call) {
        return hasSpan() && traceIdLow == call.traceIdLow && traceIdHigh == call.traceIdHigh;
    }
}
