package dev.engram.collector.server.store;

import dev.engram.collector.common.model.MetricPoint;
import dev.engram.collector.common.model.Span;
import java.util.List;

/**
 * What one request brought, accepted or refused as a whole.
 *
 * @param bytes about what it takes in memory: its size on the wire after decompression
 */
public record Batch(List<Span> spans, List<MetricPoint> points, long bytes) {

    public boolean isEmpty() {
        return size() == 0;
    }

    public int size() {
        return spans.size() + points.size();
    }
}
