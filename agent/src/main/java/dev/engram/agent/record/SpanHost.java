package dev.engram.agent.record;

import dev.engram.agent.trace.OpenCall;
import org.jspecify.annotations.Nullable;

/**
 * Begins the spans of calls, where Engram runs within an agent that has spans, a sampler and a current context of its own.
 * Thread-safe.
 */
public interface SpanHost {

    /**
     * A call has begun on the calling thread, and is the innermost there. Sets {@link OpenCall#hosted}, the call's ids, and
     * whether it is sampled, as the host has decided. What is thrown here loses the call.
     *
     * @param around what the call lies beneath where nothing else is open on this thread; null for a root
     */
    void begin(OpenCall call, @Nullable OpenCall around);
}
