package dev.engram.collector.redis.trace;

import dev.engram.collector.redis.RedisException;

/** Is told of each trace, on the thread that made it. What it throws is logged once, and harms nothing. */
@FunctionalInterface
public interface MemoryTraceListener {

    /** A trace is done. */
    void onMemoryTrace(TraceStats stats);

    /** A trace of a running tracer failed; the next one tries again. */
    default void onMemoryTraceFailed(RedisException failure) {}
}
