package dev.engram.collector.model;

/**
 * One line about a trace.
 *
 * @param name attribute {@code workflow.name} of the root span, else the root span's name; of the first span where no
 *     root has arrived
 * @param serviceName service of that span
 * @param startNanos start of the first span, nanoseconds since 1970-01-01 UTC
 * @param durationNanos from the first start to the last end
 */
public record TraceSummary(
        String traceId,
        String name,
        String serviceName,
        long startNanos,
        long durationNanos,
        long spanCount,
        long errorCount) {}
