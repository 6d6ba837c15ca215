package dev.engram.collector.common.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.engram.collector.common.model.Span;
import dev.engram.collector.common.model.SpanEvent;
import dev.engram.collector.common.model.SpanLink;
import dev.engram.collector.common.model.SpanStatus;
import dev.engram.collector.common.model.Trace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Traces as Jaeger's HTTP API tells them: {@code traceID, spans, processes, warnings}. Times and durations are microseconds.
 * Kind, status and scope of a span are tags, a link is a reference; the attributes of a link have no place in it.
 */
public final class JaegerJson {

    /** Larger numbers are text: JavaScript would round them. */
    private static final long MAX_NUMBER = (1L << 53) - 1;

    private static final String SERVICE = "service.name";

    private JaegerJson() {}

    /** What Jaeger's API answers. */
    public static ObjectNode answer(ArrayNode data) {
        ObjectNode answer = Json.mapper().createObjectNode();
        answer.set("data", data);
        answer.put("total", data.size());
        answer.put("limit", 0);
        answer.put("offset", 0);
        answer.putNull("errors");
        return answer;
    }

    /** What Jaeger's API answers where it has nothing: {@code errors} say why. */
    public static ObjectNode error(int status, String message) {
        ObjectNode answer = answer(Json.mapper().createArrayNode());
        answer.putNull("data");
        answer.putArray("errors").addObject().put("code", status).put("msg", message);
        return answer;
    }

    public static ObjectNode trace(Trace trace) {
        Map<Map<String, Object>, String> processes = new LinkedHashMap<>();
        Clocks clocks = new Clocks(trace.spans());
        ObjectNode node = Json.mapper().createObjectNode();
        node.put("traceID", trace.traceId());
        ArrayNode spans = node.putArray("spans");
        for (Span span : trace.spans()) {
            String process = processes.computeIfAbsent(span.resource(), resource -> "p" + (processes.size() + 1));
            ObjectNode each = span(span).put("processID", process).putNull("warnings");
            List<String> warnings = clocks.warnings(span);
            if (!warnings.isEmpty()) {
                warnings.forEach(each.putArray("warnings")::add);
            }
            spans.add(each);
        }
        ObjectNode processNodes = node.putObject("processes");
        processes.forEach((resource, id) -> processNodes.set(id, process(resource)));
        if (trace.truncated()) {
            node.putArray("warnings")
                    .add("These are the first " + trace.spans().size() + " of " + trace.spanCount() + " spans.");
        } else {
            node.putNull("warnings");
        }
        return node;
    }

    private static ObjectNode span(Span span) {
        ObjectNode node = Json.mapper().createObjectNode();
        node.put("traceID", span.traceId());
        node.put("spanID", span.spanId());
        node.put("operationName", span.name());
        node.set("references", references(span));
        node.put("startTime", span.startNanos() / 1000);
        // Jaeger has no duration below zero; the span's warning says what it is.
        node.put("duration", Math.max(0, span.durationNanos()) / 1000);
        node.set("tags", tags(spanTags(span)));
        ArrayNode logs = node.putArray("logs");
        for (SpanEvent event : span.events()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            if (!event.name().isEmpty()) {
                fields.put("event", event.name());
            }
            fields.putAll(event.attributes());
            ObjectNode log = logs.addObject();
            log.put("timestamp", event.unixNanos() / 1000);
            log.set("fields", tags(fields));
        }
        return node;
    }

    private static Map<String, Object> spanTags(Span span) {
        Map<String, Object> tags = new TreeMap<>(span.attributes());
        if (!span.kind().equals("UNSPECIFIED")) {
            tags.put("span.kind", span.kind().toLowerCase(Locale.ROOT));
        }
        if (span.status() != SpanStatus.UNSET) {
            tags.put("otel.status_code", span.status().name());
        }
        if (span.isError()) {
            tags.put("error", true);
        }
        if (!span.statusMessage().isEmpty()) {
            tags.put("otel.status_description", span.statusMessage());
        }
        if (!span.scopeName().isEmpty()) {
            tags.put("otel.scope.name", span.scopeName());
        }
        return tags;
    }

    /** The parent, and the links; a link to the parent says what kind of reference that is. */
    private static ArrayNode references(Span span) {
        ArrayNode references = Json.mapper().createArrayNode();
        ObjectNode parent = span.parentSpanId().isEmpty()
                ? null
                : reference(references, "CHILD_OF", span.traceId(), span.parentSpanId());
        for (SpanLink link : span.links()) {
            String type =
                    "child_of".equals(link.attributes().get("opentracing.ref_type")) ? "CHILD_OF" : "FOLLOWS_FROM";
            if (parent != null
                    && link.traceId().equals(span.traceId())
                    && link.spanId().equals(span.parentSpanId())) {
                parent.put("refType", type);
            } else {
                reference(references, type, link.traceId(), link.spanId());
            }
        }
        return references;
    }

    private static ObjectNode reference(ArrayNode references, String type, String traceId, String spanId) {
        return references
                .addObject()
                .put("refType", type)
                .put("traceID", traceId)
                .put("spanID", spanId);
    }

    private static ObjectNode process(Map<String, Object> resource) {
        Map<String, Object> tags = new TreeMap<>(resource);
        Object service = tags.remove(SERVICE);
        ObjectNode process = Json.mapper().createObjectNode();
        process.put("serviceName", service == null ? "" : service.toString());
        process.set("tags", tags(tags));
        return process;
    }

    private static ArrayNode tags(Map<String, Object> attributes) {
        ArrayNode tags = Json.mapper().createArrayNode();
        attributes.forEach((key, value) -> {
            ObjectNode tag = tags.addObject().put("key", key);
            if (value instanceof Boolean truth) {
                tag.put("type", "bool").put("value", truth);
            } else if (value instanceof Long number) {
                tag.put("type", "int64").set("value", whole(number));
            } else if (value instanceof Number number) {
                tag.put("type", "float64").put("value", number.doubleValue());
            } else {
                tag.put("type", "string").put("value", value instanceof String text ? text : Json.write(value));
            }
        });
        return tags;
    }

    private static JsonNode whole(long number) {
        return number > MAX_NUMBER || number < -MAX_NUMBER
                ? Json.mapper().getNodeFactory().textNode(Long.toString(number))
                : Json.mapper().getNodeFactory().numberNode(number);
    }
}
