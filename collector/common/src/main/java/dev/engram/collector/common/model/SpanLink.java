package dev.engram.collector.common.model;

import java.util.Map;

/**
 * A span's pointer to another span, mostly of another trace.
 *
 * @param traceId 32 lower-case hex digits
 * @param spanId 16 lower-case hex digits
 * @param attributes values as in {@link Span#attributes()}
 */
public record SpanLink(String traceId, String spanId, Map<String, Object> attributes) {}
