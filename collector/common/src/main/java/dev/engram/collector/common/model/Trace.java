package dev.engram.collector.common.model;

import java.util.List;

/**
 * The spans of one trace.
 *
 * @param spans by start time; fewer than spanCount where the trace is larger than what is read at once
 * @param spanCount how many spans the store has of the trace
 */
public record Trace(String traceId, List<Span> spans, long spanCount) {

    public Trace {
        spans = List.copyOf(spans);
    }

    public boolean truncated() {
        return spans.size() < spanCount;
    }
}
