package dev.engram.collector.common.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.engram.collector.common.model.TraceSummary;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of traces as JSON: {@code [{traceId, name, service, agents[], sessions[], startUnixNano, durationNano,
 * spanCount, operations, errorCount}]}; times are whole nanoseconds.
 */
public final class TraceListJson {

    private TraceListJson() {}

    public static ArrayNode of(List<TraceSummary> traces) {
        ArrayNode array = Json.mapper().createArrayNode();
        for (TraceSummary trace : traces) {
            ObjectNode node = array.addObject();
            node.put("traceId", trace.traceId());
            node.put("name", trace.name());
            node.put("service", trace.serviceName());
            trace.agents().forEach(node.putArray("agents")::add);
            trace.sessions().forEach(node.putArray("sessions")::add);
            node.put("startUnixNano", trace.startNanos());
            node.put("durationNano", trace.durationNanos());
            node.put("spanCount", trace.spanCount());
            node.put("operations", trace.operations());
            node.put("errorCount", trace.errorCount());
        }
        return array;
    }

    /** The traces of a node as {@link #of} makes it. */
    public static List<TraceSummary> read(JsonNode array) {
        List<TraceSummary> traces = new ArrayList<>();
        for (JsonNode node : array) {
            traces.add(new TraceSummary(
                    node.path("traceId").asText(),
                    node.path("name").asText(),
                    node.path("service").asText(),
                    texts(node.path("agents")),
                    texts(node.path("sessions")),
                    node.path("startUnixNano").asLong(),
                    node.path("durationNano").asLong(),
                    node.path("spanCount").asLong(),
                    node.path("operations").asLong(),
                    node.path("errorCount").asLong()));
        }
        return traces;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
