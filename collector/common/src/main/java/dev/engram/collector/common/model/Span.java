package dev.engram.collector.common.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One finished span.
 *
 * @param traceId 32 lower-case hex digits, not all zero
 * @param spanId 16 lower-case hex digits, not all zero
 * @param parentSpanId 16 lower-case hex digits; empty for a root span
 * @param kind {@code INTERNAL}, {@code SERVER}, {@code CLIENT}, {@code PRODUCER}, {@code CONSUMER} or {@code UNSPECIFIED}
 * @param serviceName resource attribute {@code service.name}, or empty
 * @param startNanos nanoseconds since 1970-01-01 UTC
 * @param endNanos nanoseconds since 1970-01-01 UTC; not checked to be after the start
 * @param attributes in the order received; values are String, Long, Double, Boolean, List or Map of
 *     these, or null, which is OTLP's empty value
 * @param resource values as in attributes
 */
public record Span(
        String traceId,
        String spanId,
        String parentSpanId,
        String name,
        String kind,
        String serviceName,
        long startNanos,
        long endNanos,
        Map<String, Object> attributes,
        List<SpanEvent> events,
        List<SpanLink> links,
        SpanStatus status,
        String statusMessage,
        Map<String, Object> resource,
        String scopeName) {

    /** What it reports about memory. */
    public MemoryReading memory() {
        return MemoryReading.of(attributes);
    }

    /** The attribute as text, or null where there is none. */
    public @Nullable String text(String key) {
        Object value = attributes.get(key);
        return value == null ? null : value.toString();
    }

    /** The attribute as a number, or null where there is none or where it is no number. */
    public @Nullable Number number(String key) {
        return attributes.get(key) instanceof Number number ? number : null;
    }

    /** Nanoseconds from start to end; below zero if the clock was set back in between. */
    public long durationNanos() {
        return endNanos - startNanos;
    }

    public boolean isError() {
        return status == SpanStatus.ERROR;
    }
}
