package dev.engram.collector.server.otlp;

import com.google.protobuf.ByteString;
import dev.engram.collector.common.model.Span;
import dev.engram.collector.common.model.SpanEvent;
import dev.engram.collector.common.model.SpanLink;
import dev.engram.collector.common.model.SpanStatus;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** OTLP's spans as those that programs of this collector work with, one object each: what {@link SpanEncoder} writes. */
public final class TracesDecoder {

    private TracesDecoder() {}

    /**
     * The spans of a line of OTLP/JSON.
     *
     * @throws IllegalArgumentException where it is none; the message is one sentence
     */
    public static List<Span> line(String line) {
        try {
            return spans((TracesData)
                    OtlpJson.parse(line.getBytes(StandardCharsets.UTF_8), TracesData.getDefaultInstance()));
        } catch (RequestException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static List<Span> spans(TracesData data) {
        List<Span> spans = new ArrayList<>();
        for (ResourceSpans resource : data.getResourceSpansList()) {
            Map<String, Object> attributes =
                    AnyValues.attributes(resource.getResource().getAttributesList());
            for (ScopeSpans scope : resource.getScopeSpansList()) {
                for (io.opentelemetry.proto.trace.v1.Span span : scope.getSpansList()) {
                    spans.add(span(span, attributes, scope.getScope().getName()));
                }
            }
        }
        return spans;
    }

    private static Span span(io.opentelemetry.proto.trace.v1.Span span, Map<String, Object> resource, String scope) {
        return new Span(
                hex(span.getTraceId()),
                hex(span.getSpanId()),
                hex(span.getParentSpanId()),
                span.getName(),
                name(span.getKind().name(), "SPAN_KIND_", "UNSPECIFIED"),
                String.valueOf(resource.getOrDefault("service.name", "")),
                span.getStartTimeUnixNano(),
                span.getEndTimeUnixNano(),
                AnyValues.attributes(span.getAttributesList()),
                span.getEventsList().stream()
                        .map(event -> new SpanEvent(
                                event.getName(),
                                event.getTimeUnixNano(),
                                AnyValues.attributes(event.getAttributesList())))
                        .toList(),
                span.getLinksList().stream()
                        .map(link -> new SpanLink(
                                hex(link.getTraceId()),
                                hex(link.getSpanId()),
                                AnyValues.attributes(link.getAttributesList())))
                        .toList(),
                SpanStatus.valueOf(name(span.getStatus().getCode().name(), "STATUS_CODE_", "UNSET")),
                span.getStatus().getMessage(),
                resource,
                scope);
    }

    /** The name of a constant without what all of its kind begin with; one that is not known counts as another. */
    private static String name(String constant, String prefix, String unknown) {
        return constant.startsWith(prefix) ? constant.substring(prefix.length()) : unknown;
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }
}
