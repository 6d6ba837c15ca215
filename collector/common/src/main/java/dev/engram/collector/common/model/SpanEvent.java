package dev.engram.collector.common.model;

import java.util.Map;

/**
 * Something that happened at one moment of a span.
 *
 * @param unixNanos time in nanoseconds since 1970-01-01 UTC
 * @param attributes values as in {@link Span#attributes()}
 */
public record SpanEvent(String name, long unixNanos, Map<String, Object> attributes) {}
