package dev.engram.collector.server.store.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.common.model.SpanEvent;
import dev.engram.collector.common.model.SpanLink;
import dev.engram.collector.common.render.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Events and links of a span as the JSON text that their columns hold, and back. */
final class SpanDetails {

    private SpanDetails() {}

    static String writeEvents(List<SpanEvent> events) {
        return events.isEmpty()
                ? "[]"
                : Json.writeExact(events.stream()
                        .map(event -> Map.of(
                                "name",
                                event.name(),
                                "timeUnixNano",
                                event.unixNanos(),
                                "attributes",
                                event.attributes()))
                        .toList());
    }

    static String writeLinks(List<SpanLink> links) {
        return links.isEmpty()
                ? "[]"
                : Json.writeExact(links.stream()
                        .map(link -> Map.of(
                                "traceId", link.traceId(), "spanId", link.spanId(), "attributes", link.attributes()))
                        .toList());
    }

    static List<SpanEvent> readEvents(String json) {
        List<SpanEvent> events = new ArrayList<>();
        for (JsonNode event : array(json)) {
            events.add(new SpanEvent(
                    event.path("name").asText(),
                    event.path("timeUnixNano").asLong(),
                    Json.attributes(event.path("attributes"))));
        }
        return events;
    }

    static List<SpanLink> readLinks(String json) {
        List<SpanLink> links = new ArrayList<>();
        for (JsonNode link : array(json)) {
            links.add(new SpanLink(
                    link.path("traceId").asText(),
                    link.path("spanId").asText(),
                    Json.attributes(link.path("attributes"))));
        }
        return links;
    }

    private static JsonNode array(String json) {
        try {
            return Json.read(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The database holds a text that is no JSON: " + e.getOriginalMessage(), e);
        }
    }
}
