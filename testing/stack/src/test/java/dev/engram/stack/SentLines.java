package dev.engram.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What the agent itself writes of each span beside sending it: a file of JSON lines. It has not been through any of the programs,
 * so it says what must be found behind them.
 *
 * @param file need not exist yet
 */
record SentLines(Path file) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Settings of an agent that writes the file beside sending by OTLP. */
    Map<String, String> settings() {
        return Map.of("OTEL_TRACES_EXPORTER", "otlp,jsonl", "ENGRAM_JSONL_PATH", file.toString());
    }

    /** All spans in whole lines, by trace and then by their ids. */
    Map<String, Map<String, JsonNode>> traces() throws IOException {
        Map<String, Map<String, JsonNode>> traces = new HashMap<>();
        if (Files.exists(file)) {
            String text = Files.readString(file);
            for (String line :
                    text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                JsonNode span = JSON.readTree(line);
                traces.computeIfAbsent(span.path("traceId").asText(), id -> new HashMap<>())
                        .put(span.path("spanId").asText(), span);
            }
        }
        return traces;
    }

    /** How many spans have that name. */
    long count(String name) throws IOException {
        return traces().values().stream()
                .flatMap(trace -> trace.values().stream())
                .filter(span -> span.path("name").asText().equals(name))
                .count();
    }
}
