package dev.engram.collector.common.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.engram.collector.common.model.KeyUse;
import dev.engram.collector.common.model.Lineage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A lineage as JSON: {@code {key, namespace, operations: [{time, operation, agent, service, namespace, found, size,
 * failed, traceId, spanId, server, writtenBy: {agent, service, time, traceId, spanId}}], truncated}}; times as in ISO 8601, what
 * is not known is null.
 */
public final class LineageJson {

    private LineageJson() {}

    public static ObjectNode of(Lineage lineage) {
        ObjectNode node = Json.mapper().createObjectNode();
        node.put("key", lineage.key());
        node.put("namespace", lineage.namespace());
        ArrayNode operations = node.putArray("operations");
        for (Lineage.Step step : lineage.steps()) {
            KeyUse use = step.use();
            ObjectNode operation = operations
                    .addObject()
                    .put("time", time(use))
                    .put("operation", use.operation())
                    .put("agent", use.agent())
                    .put("service", use.service())
                    .put("namespace", use.namespace())
                    .put("found", use.found())
                    .put("size", use.size())
                    .put("failed", use.failed())
                    .put("traceId", use.traceId())
                    .put("spanId", use.spanId())
                    .put("server", use.server());
            KeyUse writer = step.writtenBy();
            if (writer != null) {
                operation
                        .putObject("writtenBy")
                        .put("agent", writer.agent())
                        .put("service", writer.service())
                        .put("time", time(writer))
                        .put("traceId", writer.traceId())
                        .put("spanId", writer.spanId());
            }
        }
        lineage.shared().stream().sorted().forEach(node.putArray("shared")::add);
        node.put("truncated", lineage.truncated());
        return node;
    }

    /** The lineage of a node as {@link #of} makes it. */
    public static Lineage read(JsonNode node) {
        List<KeyUse> uses = new ArrayList<>();
        for (JsonNode operation : node.path("operations")) {
            Instant time = Instant.parse(operation.path("time").asText());
            uses.add(new KeyUse(
                    time.getEpochSecond() * 1_000_000_000 + time.getNano(),
                    operation.path("operation").asText(),
                    text(operation.path("agent")),
                    operation.path("service").asText(),
                    operation.path("namespace").asText(),
                    operation.path("found").isBoolean()
                            ? operation.path("found").asBoolean()
                            : null,
                    operation.path("size").isNumber() ? operation.path("size").asLong() : null,
                    operation.path("failed").asBoolean(),
                    operation.path("traceId").asText(),
                    operation.path("spanId").asText(),
                    text(operation.path("server")),
                    linked(operation.path("writtenBy"))));
        }
        Set<String> shared = new HashSet<>();
        node.path("shared").forEach(each -> shared.add(each.asText()));
        return Lineage.of(
                node.path("key").asText(),
                text(node.path("namespace")),
                uses,
                shared,
                node.path("truncated").asBoolean());
    }

    /** Who reads an answer does not find out anew what the collector knew by a link. */
    private static @Nullable String linked(JsonNode writer) {
        return writer.isObject()
                ? KeyUse.place(
                        writer.path("traceId").asText(), writer.path("spanId").asText())
                : null;
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.asText() : null;
    }

    private static String time(KeyUse use) {
        return Instant.ofEpochSecond(0, use.startNanos()).toString();
    }
}
