package dev.engram.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.telemetry.export.Ledger;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Spans written where the process runs")
class LocalExportTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder = Path.of("");

    private static Agent agent(String exporter, Path file) {
        return new Agent(Map.of(
                "OTEL_TRACES_EXPORTER",
                exporter,
                "OTEL_METRICS_EXPORTER",
                "none",
                "ENGRAM_JSONL_PATH",
                file.toString(),
                "OTEL_BSP_SCHEDULE_DELAY",
                "20"));
    }

    private static void calls(Agent agent) throws Exception {
        int store = agent.store();
        int task = agent.task("aqe.task.generate");
        agent.call(
                task,
                () -> agent.call(store, () -> null, "line\nbreak \"é\"", "v", "aqe/test-plans", 3600, "gen"),
                "gen",
                "high");
    }

    private static List<JsonNode> lines(Path file) throws Exception {
        List<JsonNode> nodes = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            nodes.add(JSON.readTree(line));
        }
        return nodes;
    }

    @Test
    @DisplayName("one line a span, in the documented shape")
    void jsonl() throws Exception {
        Path file = folder.resolve("spans.jsonl");
        Agent agent = agent("jsonl", file);
        calls(agent);
        agent.close(Agent.LONG);
        assertThat(agent.ledger().exported()).isEqualTo(2);

        List<JsonNode> spans = lines(file);
        assertThat(spans).hasSize(2);
        JsonNode store = spans.get(0);
        JsonNode task = spans.get(1);
        assertThat(names(store))
                .containsExactly(
                        "traceId",
                        "spanId",
                        "parentSpanId",
                        "name",
                        "kind",
                        "startTime",
                        "endTime",
                        "duration",
                        "attributes",
                        "events",
                        "status");
        assertThat(names(task)).doesNotContain("parentSpanId");
        assertThat(store.get("parentSpanId")).isEqualTo(task.get("spanId"));
        assertThat(store.get("traceId").asText())
                .matches("[0-9a-f]{32}")
                .isEqualTo(task.get("traceId").asText());
        assertThat(store.get("spanId").asText()).matches("[0-9a-f]{16}");
        assertThat(store.get("name").asText()).isEqualTo("aqe.memory.store");
        assertThat(store.get("kind").asText()).isEqualTo("INTERNAL");
        assertThat(store.get("attributes").get("memory.key").asText()).isEqualTo("line\nbreak \"é\"");
        assertThat(store.get("attributes").get("memory.ttl").isInt()).isTrue();
        assertThat(names(store.get("attributes"))).startsWith("memory.operation", "memory.namespace", "memory.key");
        assertThat(store.get("events")).hasSize(2);
        assertThat(names(store.get("events").get(0))).containsExactly("name", "timestamp", "attributes");
        assertThat(store.get("status").toString()).isEqualTo("{\"code\":\"OK\"}");
        for (String time : List.of("startTime", "endTime", "duration")) {
            assertThat(store.get(time).isNumber()).isTrue();
            assertThat(store.get(time).decimalValue().scale()).as(time).isBetween(0, 3);
        }
        assertThat(store.get("startTime").asLong())
                .isBetween(System.currentTimeMillis() - 600_000, System.currentTimeMillis() + 600_000);
        assertThat(Files.readString(file)).doesNotContain("E12").doesNotContainPattern("\\d\\.\\d*0[,}]");
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    @DisplayName("attributes of every type, and what failed")
    void everyType() throws Exception {
        Path file = folder.resolve("spans.jsonl");
        Agent agent = agent("jsonl", file);
        Map<String, String> names = new TreeMap<>(
                Map.of("b", "arg1", "c", "arg2", "d", "arg3", "e", "arg4", "f", "arg5", "g", "arg5.size", "h", "arg0"));
        int store = agent.memory(Operation.STORE, Map.of(Field.KEY, "arg0"), names);
        assertThatThrownBy(() -> agent.call(
                        store,
                        () -> {
                            throw new IllegalStateException("half a \uD800 pair");
                        },
                        "",
                        -0.5,
                        Double.NaN,
                        true,
                        12.0,
                        List.of("x", "y")))
                .isInstanceOf(IllegalStateException.class);
        agent.close(Agent.LONG);
        assertThat(agent.ledger().exported()).isEqualTo(1);

        JsonNode span = lines(file).get(0);
        JsonNode attributes = span.get("attributes");
        assertThat(attributes.get("b").toString()).isEqualTo("-0.5");
        assertThat(attributes.get("c").toString()).isEqualTo("\"NaN\"");
        assertThat(attributes.get("d").toString()).isEqualTo("true");
        assertThat(attributes.get("e").toString()).isEqualTo("12");
        assertThat(attributes.get("f").toString()).isEqualTo("[\"x\",\"y\"]");
        assertThat(attributes.get("g").toString()).isEqualTo("2");
        assertThat(attributes.get("h").toString()).isEqualTo("\"\"");
        assertThat(span.get("status").toString()).isEqualTo("{\"code\":\"ERROR\",\"message\":\"half a ? pair\"}");
        assertThat(span.get("events"))
                .extracting(each -> each.get("name").asText())
                .containsExactly("memory.store.started", "memory.store.failed", "exception");
    }

    @Test
    @DisplayName("a file is appended to")
    void appends() throws Exception {
        Path file = folder.resolve("spans.jsonl");
        for (int i = 0; i < 2; i++) {
            Agent agent = agent("jsonl", file);
            calls(agent);
            agent.close(Agent.LONG);
        }
        assertThat(lines(file)).hasSize(4);
    }

    @Test
    @DisplayName("a file that cannot be written is said in one sentence, and the other exporters go on")
    void unwritable() throws Exception {
        Path file = folder.resolve("absent").resolve("spans.jsonl");
        String said = Said.by(() -> {
            try (OtlpSink sink = new OtlpSink()) {
                Agent agent = new Agent(
                        Agent.to(sink, "OTEL_TRACES_EXPORTER", "otlp,jsonl", "ENGRAM_JSONL_PATH", file.toString()));
                calls(agent);
                agent.close(Agent.LONG);
                assertThat(sink.spans()).hasSize(2);
                assertThat(agent.ledger().exported()).isEqualTo(2);
            }
        });
        assertThat(said.lines().filter(each -> each.contains(file.toString())))
                .singleElement()
                .asString()
                .contains("Set ENGRAM_JSONL_PATH to a file in a folder that exists");
    }

    @Test
    @DisplayName("a span is exported when every exporter has it: one that fails is not hidden by another")
    void oneOfTwoFails() throws Exception {
        Path file = folder.resolve("spans.jsonl");
        try (OtlpSink sink = new OtlpSink().answering(request -> 400)) {
            Agent agent = new Agent(
                    Agent.to(sink, "OTEL_TRACES_EXPORTER", "otlp,jsonl", "ENGRAM_JSONL_PATH", file.toString()));
            calls(agent);
            agent.close(Agent.LONG);
            assertThat(lines(file)).hasSize(2);
            assertThat(agent.ledger().exported()).isZero();
            assertThat(agent.ledger().dropped(Ledger.Reason.EXPORT_FAILED)).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("the console gets the same objects, over several lines, and metrics where wanted")
    void console() throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            Agent agent = new Agent(Map.of("OTEL_TRACES_EXPORTER", "console", "OTEL_METRICS_EXPORTER", "console"));
            calls(agent);
            agent.close(Agent.LONG);
            assertThat(agent.ledger().exported()).isEqualTo(2);
        } finally {
            System.setOut(before);
        }
        List<JsonNode> objects = new ArrayList<>();
        try (MappingIterator<JsonNode> each = JSON.readerFor(JsonNode.class).readValues(written.toByteArray())) {
            each.forEachRemaining(objects::add);
        }
        assertThat(objects)
                .filteredOn(each -> each.has("traceId"))
                .extracting(each -> each.get("name").asText())
                .containsExactly("aqe.memory.store", "aqe.task.generate");
        assertThat(objects)
                .filteredOn(each -> each.has("metric"))
                .extracting(each -> each.get("metric").asText())
                .contains("memory.operation.duration", "engram.events.recorded");
        assertThat(written.toString(StandardCharsets.UTF_8)).contains("{\n  \"traceId\"");
    }

    @Test
    @DisplayName("with no exporter nothing is made or counted, and the calls go through")
    void none() throws Exception {
        Agent agent = agent("none", folder);
        calls(agent);
        agent.awaitSpans();
        assertThat(agent.close(Agent.LONG)).isTrue();
        assertThat(agent.ledger().recorded()).isZero();
    }
}
