package dev.engram.collector.server.store;

import dev.engram.collector.common.model.MetricPoint;
import dev.engram.collector.server.store.span.SpanColumns;
import java.util.List;

/**
 * What one request brought, accepted or refused as a whole.
 *
 * @param request the same as it came
 */
public record Batch(SpanColumns spans, List<MetricPoint> points, Request request) {

    public boolean isEmpty() {
        return size() == 0;
    }

    public int size() {
        return spans.rows() + points.size();
    }

    /** About what it takes in memory: its size on the wire after decompression. */
    long bytes() {
        return request.body().length;
    }
}
