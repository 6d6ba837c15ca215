package dev.engram.agent.record;

import dev.engram.agent.trace.OpenCall;

/**
 * Begins the spans of calls, where Engram runs within an agent that has spans, a sampler and a current context of its own.
 * Thread-safe.
 */
public interface SpanHost {

    /**
     * A call has begun on the calling thread, and is the innermost there; what it lies beneath, as far as Engram knows, is
     * told by its ids. Sets {@link OpenCall#hosted}, the ids, and whether the call is sampled, as the host has decided. What
     * is thrown here loses the call.
     */
    void begin(OpenCall call);
}
