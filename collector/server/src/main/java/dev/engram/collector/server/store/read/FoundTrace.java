package dev.engram.collector.server.store.read;

/**
 * A trace that has a span that was looked for.
 *
 * @param traceId 32 lower-case hex digits
 * @param startNanos start of its first span, nanoseconds since 1970-01-01 UTC
 * @param endNanos end of its last span, nanoseconds since 1970-01-01 UTC
 */
public record FoundTrace(String traceId, long startNanos, long endNanos) {}
