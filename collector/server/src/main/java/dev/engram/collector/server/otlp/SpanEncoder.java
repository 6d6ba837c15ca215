package dev.engram.collector.server.otlp;

import com.google.protobuf.ByteString;
import dev.engram.collector.common.model.Span;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Spans of the store as OTLP: what {@link SpanDecoder} reads. */
public final class SpanEncoder {

    private SpanEncoder() {}

    /** The spans in their order, but those of one resource, and in it of one scope, together. */
    public static TracesData encode(List<Span> spans) {
        Map<Map<String, Object>, Map<String, ScopeSpans.Builder>> resources = new LinkedHashMap<>();
        for (Span span : spans) {
            resources
                    .computeIfAbsent(span.resource(), resource -> new LinkedHashMap<>())
                    .computeIfAbsent(span.scopeName(), SpanEncoder::scope)
                    .addSpans(span(span));
        }
        TracesData.Builder data = TracesData.newBuilder();
        resources.forEach((resource, scopes) -> {
            ResourceSpans.Builder each = data.addResourceSpansBuilder();
            resource.forEach((key, value) -> each.getResourceBuilder().addAttributes(pair(key, value)));
            scopes.values().forEach(each::addScopeSpans);
        });
        return data.build();
    }

    /** An export request of these spans in protobuf; it has the form of {@link TracesData}. */
    public static byte[] request(List<Span> spans) {
        return encode(spans).toByteArray();
    }

    private static ScopeSpans.Builder scope(String name) {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder();
        scope.getScopeBuilder().setName(name);
        return scope;
    }

    private static io.opentelemetry.proto.trace.v1.Span span(Span span) {
        io.opentelemetry.proto.trace.v1.Span.Builder encoded = io.opentelemetry.proto.trace.v1.Span.newBuilder()
                .setTraceId(id(span.traceId()))
                .setSpanId(id(span.spanId()))
                .setParentSpanId(id(span.parentSpanId()))
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
                    encoded.addLinksBuilder().setTraceId(id(link.traceId())).setSpanId(id(link.spanId()));
            link.attributes().forEach((key, value) -> builder.addAttributes(pair(key, value)));
        });
        return encoded.build();
    }

    /** The bytes of an id. */
    public static ByteString id(String hex) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hex));
    }

    private static KeyValue pair(String key, @Nullable Object value) {
        return KeyValue.newBuilder().setKey(key).setValue(any(value)).build();
    }

    private static AnyValue any(@Nullable Object value) {
        AnyValue.Builder any = AnyValue.newBuilder();
        if (value == null) {
            return any.build();
        }
        if (value instanceof Boolean truth) {
            any.setBoolValue(truth);
        } else if (value instanceof Double || value instanceof Float) {
            any.setDoubleValue(((Number) value).doubleValue());
        } else if (value instanceof Number number) {
            any.setIntValue(number.longValue());
        } else if (value instanceof List<?> list) {
            ArrayValue.Builder values = ArrayValue.newBuilder();
            list.forEach(each -> values.addValues(any(each)));
            any.setArrayValue(values);
        } else if (value instanceof Map<?, ?> map) {
            KeyValueList.Builder pairs = KeyValueList.newBuilder();
            map.forEach((key, each) -> {
                pairs.addValues(pair(key.toString(), each));
            });
            any.setKvlistValue(pairs);
        } else {
            any.setStringValue(value.toString());
        }
        return any.build();
    }
}
