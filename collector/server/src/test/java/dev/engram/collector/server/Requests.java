package dev.engram.collector.server;

import dev.engram.collector.common.model.MetricPoint;
import dev.engram.collector.common.model.Span;
import dev.engram.collector.server.otlp.RequestDecoder;
import dev.engram.collector.server.otlp.SpanEncoder;
import dev.engram.collector.server.store.Batch;
import dev.engram.collector.server.store.Request;
import dev.engram.collector.server.store.span.SpanColumns;
import java.util.List;

/** Spans and metric points as the store gets them: as requests in OTLP. */
public final class Requests {

    private Requests() {}

    /** A request of these spans. */
    public static Batch of(List<Span> spans) {
        return new RequestDecoder().read(new Request(Request.Kind.SPANS, SpanEncoder.request(spans)));
    }

    /** A request of these points. It holds nothing to be read again after a restart. */
    public static Batch ofPoints(List<MetricPoint> points) {
        return new Batch(new SpanColumns(), points, new Request(Request.Kind.POINTS, new byte[0]));
    }
}
