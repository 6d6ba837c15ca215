package dev.engram.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** What Jaeger's API answers, as texts. */
final class JaegerAnswers {

    private JaegerAnswers() {}

    /**
     * Ids of the traces of the last hour that a search finds.
     *
     * @param more parameters of the search, each after an ampersand
     */
    static List<String> found(JaegerApi jaeger, String service, Map<String, String> tags, String more)
            throws Exception {
        String json = new ObjectMapper().writeValueAsString(tags);
        return texts(
                jaeger.data("/api/traces?service=" + service + "&limit=100&lookback=1h" + more + "&tags="
                        + URLEncoder.encode(json, StandardCharsets.UTF_8)),
                node -> node.path("traceID"));
    }

    /** The edges of the last hour's graph, as {@code parent > child}. */
    static Set<String> edges(JaegerApi jaeger) throws Exception {
        Set<String> edges = new TreeSet<>();
        for (JsonNode edge :
                jaeger.data("/api/dependencies?endTs=" + System.currentTimeMillis() + "&lookback=3600000")) {
            edges.add(edge.path("parent").asText() + " > " + edge.path("child").asText());
        }
        return edges;
    }

    /** A part of each element. */
    static List<String> texts(JsonNode list, UnaryOperator<JsonNode> part) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(part.apply(each).asText()));
        return texts;
    }
}
