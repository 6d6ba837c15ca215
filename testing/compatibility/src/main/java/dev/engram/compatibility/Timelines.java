package dev.engram.compatibility;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.engram.collector.common.model.Span;
import dev.engram.collector.common.model.Trace;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.common.render.SpanJson;
import dev.engram.collector.common.render.Timeline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The traces of spans that the agent has written as lines of JSON. */
final class Timelines {

    private Timelines() {}

    /**
     * One timeline below the other, by the start of the traces; empty for no lines.
     *
     * @param lines one span each, as the agent's jsonl exporter writes it
     * @throws JsonProcessingException where a line is no JSON
     */
    static String of(List<String> lines) throws JsonProcessingException {
        ArrayNode array = Json.mapper().createArrayNode();
        for (String line : lines) {
            array.add(Json.read(line));
        }
        List<Span> spans = new ArrayList<>(SpanJson.read(array));
        spans.sort(Comparator.comparingLong(Span::startNanos));
        Map<String, List<Span>> traces = new LinkedHashMap<>();
        for (Span span : spans) {
            traces.computeIfAbsent(span.traceId(), any -> new ArrayList<>()).add(span);
        }
        StringBuilder text = new StringBuilder();
        traces.forEach((id, of) ->
                text.append(text.length() == 0 ? "" : "\n").append(Timeline.render(new Trace(id, of, of.size()), 0)));
        return text.toString();
    }
}
