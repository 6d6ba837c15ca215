package dev.engram.collector.common.model;

import java.util.List;

/**
 * One line about a trace.
 *
 * @param name attribute {@code workflow.name} of the root span, else the root span's name; of the first span where no
 *     root has arrived
 * @param serviceName service of that span
 * @param agents ids of the agents that its spans name, by the alphabet
 * @param sessions ids of the sessions that its spans name, by the alphabet
 * @param startNanos start of the first span, nanoseconds since 1970-01-01 UTC
 * @param durationNanos from the first start to the last end; below zero if all spans end before the first starts
 * @param operations memory operations, without those that are parts of another one, as metrics count them
 * @param errorCount spans that failed
 */
public record TraceSummary(
        String traceId,
        String name,
        String serviceName,
        List<String> agents,
        List<String> sessions,
        long startNanos,
        long durationNanos,
        long spanCount,
        long operations,
        long errorCount) {

    public TraceSummary {
        agents = List.copyOf(agents);
        sessions = List.copyOf(sessions);
    }
}
