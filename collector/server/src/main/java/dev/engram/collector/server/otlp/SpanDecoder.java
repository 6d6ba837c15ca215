package dev.engram.collector.server.otlp;

import com.google.protobuf.ByteString;
import dev.engram.collector.common.model.Span;
import dev.engram.collector.common.model.SpanEvent;
import dev.engram.collector.common.model.SpanLink;
import dev.engram.collector.common.model.SpanStatus;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OTLP's spans as the collector's. */
final class SpanDecoder {

    private static final HexFormat HEX = HexFormat.of();

    private SpanDecoder() {}

    /** The spans of the request; those with ids or times that cannot be are counted instead. */
    static List<Span> decode(ExportTraceServiceRequest request, Rejected rejected) {
        List<Span> spans = new ArrayList<>();
        for (ResourceSpans resourceSpans : request.getResourceSpansList()) {
            Map<String, Object> resource =
                    AnyValues.attributes(resourceSpans.getResource().getAttributesList());
            for (ScopeSpans scopeSpans : resourceSpans.getScopeSpansList()) {
                String scope = scopeSpans.getScope().getName();
                for (io.opentelemetry.proto.trace.v1.Span span : scopeSpans.getSpansList()) {
                    String problem = problem(span);
                    if (problem == null) {
                        spans.add(span(span, resource, scope));
                    } else {
                        rejected.add(problem);
                    }
                }
            }
        }
        return spans;
    }

    private static @Nullable String problem(io.opentelemetry.proto.trace.v1.Span span) {
        if (!isId(span.getTraceId(), 16)) {
            return "an invalid trace id";
        }
        if (!isId(span.getSpanId(), 8)) {
            return "an invalid span id";
        }
        int parent = span.getParentSpanId().size();
        if (parent != 0 && parent != 8) {
            return "an invalid parent span id";
        }
        // Unsigned in OTLP; what is negative here lies behind the year 2262.
        return span.getStartTimeUnixNano() < 0 || span.getEndTimeUnixNano() < 0 ? "a time out of range" : null;
    }

    private static Span span(io.opentelemetry.proto.trace.v1.Span span, Map<String, Object> resource, String scope) {
        List<SpanEvent> events = new ArrayList<>();
        for (io.opentelemetry.proto.trace.v1.Span.Event event : span.getEventsList()) {
            events.add(new SpanEvent(
                    event.getName(),
                    Math.max(0, event.getTimeUnixNano()),
                    AnyValues.attributes(event.getAttributesList())));
        }
        List<SpanLink> links = new ArrayList<>();
        for (io.opentelemetry.proto.trace.v1.Span.Link link : span.getLinksList()) {
            links.add(new SpanLink(
                    hex(link.getTraceId()), hex(link.getSpanId()), AnyValues.attributes(link.getAttributesList())));
        }
        return new Span(
                hex(span.getTraceId()),
                hex(span.getSpanId()),
                isZero(span.getParentSpanId()) ? "" : hex(span.getParentSpanId()),
                span.getName(),
                kind(span.getKind()),
                String.valueOf(resource.getOrDefault("service.name", "")),
                span.getStartTimeUnixNano(),
                span.getEndTimeUnixNano(),
                AnyValues.attributes(span.getAttributesList()),
                events,
                links,
                status(span.getStatus()),
                span.getStatus().getMessage(),
                resource,
                scope);
    }

    private static String kind(io.opentelemetry.proto.trace.v1.Span.SpanKind kind) {
        return switch (kind) {
            case SPAN_KIND_INTERNAL -> "INTERNAL";
            case SPAN_KIND_SERVER -> "SERVER";
            case SPAN_KIND_CLIENT -> "CLIENT";
            case SPAN_KIND_PRODUCER -> "PRODUCER";
            case SPAN_KIND_CONSUMER -> "CONSUMER";
            default -> "UNSPECIFIED";
        };
    }

    private static SpanStatus status(Status status) {
        return switch (status.getCode()) {
            case STATUS_CODE_OK -> SpanStatus.OK;
            case STATUS_CODE_ERROR -> SpanStatus.ERROR;
            default -> SpanStatus.UNSET;
        };
    }

    private static boolean isId(ByteString id, int length) {
        return id.size() == length && !isZero(id);
    }

    private static boolean isZero(ByteString id) {
        for (int i = 0; i < id.size(); i++) {
            if (id.byteAt(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static String hex(ByteString id) {
        return HEX.formatHex(id.toByteArray());
    }
}
