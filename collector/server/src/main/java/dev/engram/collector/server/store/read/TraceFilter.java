package dev.engram.collector.server.store.read;

import org.jspecify.annotations.Nullable;

/**
 * Which traces are listed: those that match all that is given.
 *
 * @param agent id of an agent that a span of the trace names; null for any, as with the others
 * @param session id of a session that a span of the trace names
 * @param key of a memory operation in the trace, or the pattern of a search
 * @param namespace of a memory operation in the trace; of the one on the key if both are given
 * @param failed whether a span of the trace failed
 * @param sinceNanos earliest start, nanoseconds since 1970-01-01 UTC; 0 for any
 * @param minNanos shortest duration, nanoseconds; 0 for any
 */
public record TraceFilter(
        @Nullable String agent,
        @Nullable String session,
        @Nullable String key,
        @Nullable String namespace,
        @Nullable Boolean failed,
        long sinceNanos,
        long minNanos) {

    public static final TraceFilter ALL = new TraceFilter(null, null, null, null, null, 0, 0);
}
