package dev.engram.collector.server;

import com.google.protobuf.ByteString;
import dev.engram.collector.common.model.MetricPoint;
import dev.engram.collector.common.model.Span;
import dev.engram.collector.server.otlp.RequestDecoder;
import dev.engram.collector.server.store.Batch;
import dev.engram.collector.server.store.Request;
import dev.engram.collector.server.store.SpanColumns;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Spans and metric points as the store gets them: as requests in OTLP. */
public final class Requests {

    private Requests() {}

    /** A request of these spans. */
    public static Batch of(List<Span> spans) {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        for (Span span : spans) {
            ResourceSpans.Builder resource = request.addResourceSpansBuilder();
            span.resource()
                    .forEach((key, value) -> resource.getResourceBuilder().addAttributes(pair(key, value)));
            ScopeSpans.Builder scope = resource.addScopeSpansBuilder();
            scope.getScopeBuilder().setName(span.scopeName());
            scope.addSpans(encode(span));
        }
        return new RequestDecoder()
                .read(new Request(Request.Kind.SPANS, request.build().toByteArray()));
    }

    /** A request of these points. It holds nothing to be read again after a restart. */
    public static Batch ofPoints(List<MetricPoint> points) {
        return new Batch(new SpanColumns(), points, new Request(Request.Kind.POINTS, new byte[0]));
    }

    private static io.opentelemetry.proto.trace.v1.Span encode(Span span) {
        io.opentelemetry.proto.trace.v1.Span.Builder encoded = io.opentelemetry.proto.trace.v1.Span.newBuilder()
                .setTraceId(bytes(span.traceId()))
                .setSpanId(bytes(span.spanId()))
                .setParentSpanId(bytes(span.parentSpanId()))
                .setName(span.name())
                .setKind(io.opentelemetry.proto.trace.v1.Span.SpanKind.valueOf("SPAN_KIND_" + span.kind()))
                .setStartTimeUnixNano(span.startNanos())
                .setEndTimeUnixNano(span.endNanos())
                .setStatus(Status.newBuilder()
                        .setCode(Status.StatusCode.valueOf("STATUS_CODE_" + span.status()))
                        .setMessage(span.statusMessage()));
        span.attributes().forEach((key, value) -> encoded.addAttributes(pair(key, value)));
        span.events().forEach(event -> {
            var builder = encoded.addEventsBuilder().setName(event.name()).setTimeUnixNano(event.unixNanos());
            event.attributes().forEach((key, value) -> builder.addAttributes(pair(key, value)));
        });
        span.links().forEach(link -> {
            var builder =
                    encoded.addLinksBuilder().setTraceId(bytes(link.traceId())).setSpanId(bytes(link.spanId()));
            link.attributes().forEach((key, value) -> builder.addAttributes(pair(key, value)));
        });
        return encoded.build();
    }

    private static ByteString bytes(String hex) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hex));
    }

    private static KeyValue pair(String key, Object value) {
        return KeyValue.newBuilder().setKey(key).setValue(any(value)).build();
    }

    private static AnyValue any(Object value) {
        AnyValue.Builder any = AnyValue.newBuilder();
        if (value instanceof Boolean truth) {
            any.setBoolValue(truth);
        } else if (value instanceof Long number) {
            any.setIntValue(number);
        } else if (value instanceof Double number) {
            any.setDoubleValue(number);
        } else if (value instanceof List<?> list) {
            any.setArrayValue(ArrayValue.newBuilder()
                    .addAllValues(list.stream().map(Requests::any).toList()));
        } else if (value instanceof Map<?, ?> map) {
            KeyValueList.Builder pairs = KeyValueList.newBuilder();
            map.forEach((key, each) -> pairs.addValues(pair(key.toString(), each)));
            any.setKvlistValue(pairs);
        } else {
            any.setStringValue(value.toString());
        }
        return any.build();
    }
}
