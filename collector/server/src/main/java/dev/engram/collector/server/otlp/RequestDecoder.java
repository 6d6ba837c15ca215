package dev.engram.collector.server.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.engram.collector.server.store.Batch;
import dev.engram.collector.server.store.Request;
import dev.engram.collector.server.store.span.SpanColumns;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.util.List;

/** Decodes requests in OTLP's protobuf to what the store takes. Thread-safe. */
public final class RequestDecoder implements Request.Reader {

    @Override
    public Batch read(Request request) {
        try {
            return decode(request, new Rejected());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    static Batch decode(Request request, Rejected rejected) throws InvalidProtocolBufferException {
        return switch (request.kind()) {
            case SPANS -> new Batch(SpanDecoder.decode(request.body(), rejected), List.of(), request);
            case POINTS ->
                new Batch(
                        new SpanColumns(),
                        MetricDecoder.decode(ExportMetricsServiceRequest.parseFrom(request.body()), rejected),
                        request);
        };
    }
}
