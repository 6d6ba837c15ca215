package dev.engram.collector.common.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.engram.collector.common.model.MemoryReading;
import dev.engram.collector.common.model.Span;
import dev.engram.collector.common.model.SpanEvent;
import dev.engram.collector.common.model.SpanStatus;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Spans as JSON: {@code traceId, spanId, parentSpanId (not for a root), name, kind, startTime, endTime, duration,
 * attributes, events[{name, timestamp, attributes (where there are any)}], status{code, message (where there is one)}}.
 * Times are milliseconds since 1970-01-01 UTC, durations milliseconds, both with at most three decimals. Programs get the
 * times as whole nanoseconds too: {@code startUnixNano}, {@code endUnixNano}, and {@code unixNano} of an event; and in
 * {@code memory} what the span reports about memory ({@link MemoryReading}).
 */
public final class SpanJson {

    private SpanJson() {}

    /** An array of spans for people: indented by two blanks, without nanoseconds, without a line feed at the end. */
    public static String render(List<Span> spans) {
        return pretty(array(spans, false));
    }

    /** An array of spans for programs, with nanoseconds. */
    public static ArrayNode array(List<Span> spans) {
        return array(spans, true);
    }

    private static ArrayNode array(List<Span> spans, boolean nanos) {
        ArrayNode array = Json.mapper().createArrayNode();
        Clocks clocks = new Clocks(spans);
        for (Span span : spans) {
            ObjectNode node = node(span, nanos);
            if (nanos) {
                node.put("service", span.serviceName());
                node.set("memory", memory(span.memory()));
            }
            List<String> warnings = clocks.warnings(span);
            if (!warnings.isEmpty()) {
                warnings.forEach(node.putArray("warnings")::add);
            }
            array.add(node);
        }
        return array;
    }

    /** What the span reports about memory, for programs that need not know the attributes. */
    private static ObjectNode memory(MemoryReading memory) {
        ObjectNode node = Json.mapper().valueToTree(memory);
        node.properties().removeIf(each -> each.getValue().isNull());
        return node;
    }

    private static ObjectNode node(Span span, boolean nanos) {
        ObjectNode node = Json.mapper().createObjectNode();
        node.put("traceId", span.traceId());
        node.put("spanId", span.spanId());
        if (!span.parentSpanId().isEmpty()) {
            node.put("parentSpanId", span.parentSpanId());
        }
        node.put("name", span.name());
        node.put("kind", span.kind());
        node.put("startTime", Numbers.millis(span.startNanos()));
        node.put("endTime", Numbers.millis(span.endNanos()));
        node.put("duration", Numbers.millis(span.durationNanos()));
        if (nanos) {
            node.put("startUnixNano", span.startNanos());
            node.put("endUnixNano", span.endNanos());
        }
        node.set("attributes", attributes(span.attributes()));
        ArrayNode events = node.putArray("events");
        for (SpanEvent event : span.events()) {
            ObjectNode eventNode = events.addObject();
            eventNode.put("name", event.name());
            eventNode.put("timestamp", Numbers.millis(event.unixNanos()));
            if (nanos) {
                eventNode.put("unixNano", event.unixNanos());
            }
            if (!event.attributes().isEmpty()) {
                eventNode.set("attributes", attributes(event.attributes()));
            }
        }
        ObjectNode status = node.putObject("status");
        status.put("code", span.status().name());
        if (!span.statusMessage().isEmpty()) {
            status.put("message", span.statusMessage());
        }
        return node;
    }

    /**
     * The spans of an array as {@link #array} or {@link #render} makes it. Scope, resource and links are not in it and come back
     * empty.
     *
     * @throws IllegalArgumentException where the array has another shape
     */
    public static List<Span> read(JsonNode array) {
        List<Span> spans = new ArrayList<>();
        for (JsonNode node : array) {
            List<SpanEvent> events = new ArrayList<>();
            for (JsonNode event : node.path("events")) {
                events.add(new SpanEvent(
                        event.path("name").asText(),
                        nanos(event, "unixNano", "timestamp"),
                        event.has("attributes") ? Json.attributes(event.path("attributes")) : Map.of()));
            }
            spans.add(new Span(
                    node.path("traceId").asText(),
                    node.path("spanId").asText(),
                    node.path("parentSpanId").asText(""),
                    node.path("name").asText(),
                    node.path("kind").asText(),
                    node.path("service").asText(""),
                    nanos(node, "startUnixNano", "startTime"),
                    nanos(node, "endUnixNano", "endTime"),
                    Json.attributes(node.path("attributes")),
                    events,
                    List.of(),
                    SpanStatus.valueOf(node.path("status").path("code").asText()),
                    node.path("status").path("message").asText(""),
                    Map.of(),
                    ""));
        }
        return spans;
    }

    /**
     * JSON for people: indented, and without the control characters that JSON lets through (U+007F to U+009F) but
     * terminals obey.
     */
    public static String pretty(JsonNode node) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                .withArrayIndenter(new DefaultIndenter("  ", "\n"));
        try {
            return escapeControls(Json.mapper().writer(printer).writeValueAsString(node));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not to be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static String escapeControls(String json) {
        StringBuilder text = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c >= 0x7F && c <= 0x9F) {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static JsonNode attributes(Map<String, Object> attributes) {
        ObjectNode node = Json.mapper().createObjectNode();
        attributes.forEach((key, value) -> node.set(key, value(value)));
        return node;
    }

    /** Whole numbers stand without a decimal point, whatever type they came in. */
    private static JsonNode value(Object value) {
        if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1L << 53) {
            return Json.mapper().getNodeFactory().numberNode(number.longValue());
        }
        return Json.mapper().valueToTree(value);
    }

    private static long nanos(JsonNode of, String exact, String millis) {
        if (of.path(exact).isIntegralNumber()) {
            return of.path(exact).asLong();
        }
        if (!of.path(millis).isNumber()) {
            throw new IllegalArgumentException("a time is missing");
        }
        return new BigDecimal(of.path(millis).asText())
                .movePointRight(6)
                .setScale(0, RoundingMode.HALF_UP)
                .longValue();
    }
}
