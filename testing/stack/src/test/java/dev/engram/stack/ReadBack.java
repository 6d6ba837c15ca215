package dev.engram.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.engram.collector.common.model.Span;
import dev.engram.collector.common.model.SpanEvent;
import dev.engram.collector.common.model.SpanLink;
import dev.engram.collector.common.model.Trace;
import dev.engram.collector.server.Collector;
import dev.engram.collector.server.CollectorOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A trace as Jaeger gives it back. Its newer API tells traces as OTLP, so Engram's own collector, another one than that on the
 * way, reads them, and both sides of a comparison are the same kind of span, to the nanosecond.
 */
final class ReadBack {
    static final Duration WITHIN = Duration.ofSeconds(30);

    private ReadBack() {}

    /**
     * Waits until Jaeger has all spans of a trace.
     *
     * @param spans how many it has
     */
    static List<Span> trace(JaegerApi jaeger, String traceId, long spans) throws Exception {
        jaeger.awaitTrace(traceId, spans, WITHIN);
        JsonNode otlp = jaeger.otlp(traceId);
        try (Collector reader = Collector.start(CollectorOptions.onFreePorts())) {
            post(reader, otlp);
            if (!reader.flush()) {
                throw new AssertionError("The spans that Jaeger gave could not be read in time.");
            }
            return reader.trace(traceId).map(Trace::spans).orElse(List.of());
        }
    }

    /**
     * A span without what Jaeger's storage does to all spans: it puts events in an order of its own, keeps a list as the text
     * of its JSON, and of links only where they point to.
     */
    static Span comparable(Span span) {
        return new Span(
                span.traceId(),
                span.spanId(),
                span.parentSpanId(),
                span.name(),
                span.kind(),
                span.serviceName(),
                span.startNanos(),
                span.endNanos(),
                withoutLists(span.attributes()),
                span.events().stream()
                        .map(event -> new SpanEvent(event.name(), event.unixNanos(), withoutLists(event.attributes())))
                        .sorted(Comparator.comparing(SpanEvent::unixNanos).thenComparing(SpanEvent::name))
                        .toList(),
                span.links().stream()
                        .map(link -> new SpanLink(link.traceId(), link.spanId(), Map.of()))
                        .toList(),
                span.status(),
                span.statusMessage(),
                withoutLists(span.resource()),
                span.scopeName());
    }

    private static Map<String, Object> withoutLists(Map<String, Object> attributes) {
        Map<String, Object> plain = new TreeMap<>();
        attributes.forEach((key, value) -> plain.put(key, value instanceof List<?> list ? json(list) : value));
        return plain;
    }

    private static String json(List<?> list) {
        try {
            return new ObjectMapper().writeValueAsString(list);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Attributes are JSON.", e);
        }
    }

    private static void post(Collector reader, JsonNode otlp) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(Applications.endpoint(reader) + "/v1/traces"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(otlp.toString()))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new AssertionError("What Jaeger gave is no OTLP: " + answer.body());
        }
    }
}
