package dev.engram.collector.common.model;

import java.util.Map;

/**
 * Who sent a metric point, and which part of it.
 *
 * @param resource attributes of the resource; values as in {@link Span#attributes()}
 * @param scopeName the instrumentation scope; empty if it has none
 * @param scopeVersion empty if it has none
 * @param scopeSchema the schema of the scope's names, a URL; empty if it has none
 * @param scopeAttributes values as in {@link Span#attributes()}
 */
public record MetricSource(
        Map<String, Object> resource,
        String scopeName,
        String scopeVersion,
        String scopeSchema,
        Map<String, Object> scopeAttributes) {

    /** A source of which nothing is known. */
    public static final MetricSource UNKNOWN = new MetricSource(Map.of(), "", "", "", Map.of());
}
