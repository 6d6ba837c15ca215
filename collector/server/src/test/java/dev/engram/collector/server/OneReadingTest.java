package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.engram.collector.common.model.MemoryReading;
import dev.engram.collector.common.model.Trace;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.common.render.Timeline;
import dev.engram.collector.keyspace.survey.usage.Access;
import dev.engram.collector.keyspace.survey.usage.SpanAccess;
import dev.engram.collector.server.sql.QueryException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Spans of Engram, of the conventions, and of other agents, some of them strange: all parts of the collector read the same. */
@DisplayName("A memory operation is read the same")
class OneReadingTest {

    private static final long START = 1_800_000_000_000_000_000L;

    /**
     * One span.
     *
     * @param attributes {@code name=value, …}: a whole number, a fraction, true or false if it looks like one, else a string;
     *     with {@code :} instead of {@code =} always a string
     * @param reading operation, namespace, key, pattern, agent, session, found, results and bytes, {@code -} for none, and
     *     {@code nested}; {@code none} if it is not a memory operation
     */
    private record Odd(String attributes, String reading) {}

    private static final List<Odd> ODD = List.of(
            // Engram
            new Odd(
                    "memory.operation=store, memory.namespace=n, memory.key=k1, agent.id=a, memory.value_size=7",
                    "store n k1 - a - - - 7"),
            new Odd(
                    "memory.operation=retrieve, memory.namespace=n, memory.key=k1, memory.found=true, memory.value_size=7",
                    "retrieve n k1 - - - true - 7"),
            new Odd(
                    "memory.operation=retrieve, memory.namespace=n, memory.key=k2, memory.found=false",
                    "retrieve n k2 - - - false - -"),
            new Odd(
                    "memory.operation=search, memory.namespace=n, memory.pattern=p*, memory.result_count=3, memory.score=0.5",
                    "search n - p* - - - 3 -"),
            new Odd(
                    "memory.operation=search, memory.pattern=q, memory.found=false, memory.result_count=0",
                    "search default - q - - - 0 -"),
            new Odd("memory.operation=delete, memory.key=k3", "delete default k3 - - - - - -"),
            new Odd("memory.operation=load, memory.session_id=s1", "load default - - - s1 - - -"),
            new Odd("memory.operation=store, memory.key=k4, memory.nested=true", "store default k4 - - - - - - nested"),
            new Odd("memory.operation=store, memory.key=k5, memory.nested=false", "store default k5 - - - - - -"),
            new Odd("memory.operation=enrich, memory.key=k6, memory.result_count=2", "enrich default k6 - - - - 2 -"),
            // The GenAI conventions
            new Odd(
                    "gen_ai.operation.name=upsert_memory, gen_ai.memory.store.id=g, gen_ai.memory.record.id=r1, gen_ai.agent.id=ga",
                    "store g r1 - ga - - - -"),
            new Odd(
                    "gen_ai.operation.name=create_memory, gen_ai.memory.store.id=g, gen_ai.memory.record.id=r1",
                    "store g r1 - - - - - -"),
            new Odd("gen_ai.operation.name=update_memory, gen_ai.memory.record.id=r2", "store default r2 - - - - - -"),
            new Odd(
                    "gen_ai.operation.name=get_memory, gen_ai.memory.store.id=g, gen_ai.memory.record.id=r1, gen_ai.memory.record.count=1",
                    "retrieve g r1 - - - true 1 -"),
            new Odd(
                    "gen_ai.operation.name=get_memory, gen_ai.memory.store.id=g, gen_ai.memory.record.id=r3, gen_ai.memory.record.count=0",
                    "retrieve g r3 - - - false 0 -"),
            new Odd("gen_ai.operation.name=get_memory, gen_ai.memory.record.id=r4", "retrieve default r4 - - - - - -"),
            new Odd(
                    "gen_ai.operation.name=search_memory, gen_ai.memory.store.id=g, gen_ai.memory.record.count=4, gen_ai.conversation.id=c",
                    "search g - - - c - 4 -"),
            new Odd(
                    "gen_ai.operation.name=retrieval, gen_ai.data_source.id=d, gen_ai.retrieval.top_k=5",
                    "search d - - - - - - -"),
            new Odd(
                    "gen_ai.operation.name=delete_memory, gen_ai.data_source.id=d, gen_ai.memory.record.id=r5",
                    "delete d r5 - - - - - -"),
            new Odd("gen_ai.operation.name=delete_memory_store, gen_ai.memory.store.id=g", "delete g - - - - - - -"),
            new Odd("gen_ai.operation.name=chat, gen_ai.memory.store.id=g, gen_ai.agent.id=ga", "none"),
            new Odd("gen_ai.operation.name=execute_tool, gen_ai.tool.name=memory", "none"),
            // Both
            new Odd(
                    "memory.operation=retrieve, gen_ai.operation.name=get_memory, memory.namespace=n, gen_ai.memory.store.id=g, memory.key=k7, gen_ai.memory.record.id=r7, memory.found=true, gen_ai.memory.record.count=0",
                    "retrieve n k7 - - - true 0 -"),
            new Odd(
                    "memory.operation=search, gen_ai.operation.name=get_memory, memory.pattern=x, gen_ai.memory.record.id=r8",
                    "search default r8 x - - - - -"),
            new Odd(
                    "memory.operation=store, agent.id=a, gen_ai.agent.id=ga, memory.session_id=s, gen_ai.conversation.id=c, memory.key=k8",
                    "store default k8 - a s - - -"),
            // Another draft
            new Odd(
                    "memory.operation=retrieve, memory.key=k9, memory.result.count=2",
                    "retrieve default k9 - - - true 2 -"),
            new Odd(
                    "memory.operation=retrieve, memory.key=k10, memory.result.count=0",
                    "retrieve default k10 - - - false 0 -"),
            new Odd(
                    "memory.operation=search, memory.result.count=3, memory.top_similarity=0.75",
                    "search default - - - - - 3 -"),
            new Odd(
                    "memory.operation=retrieve, memory.key=k11, memory.result_count=0",
                    "retrieve default k11 - - - false 0 -"),
            // Traceloop, OpenInference, Spring AI, LangSmith
            new Odd(
                    "traceloop.span.kind=tool, traceloop.entity.name=save_memory, traceloop.association.properties.session_id=x",
                    "none"),
            new Odd(
                    "openinference.span.kind=RETRIEVER, input.value=what, session.id=s, retrieval.documents.0.document.id=1",
                    "none"),
            new Odd(
                    "spring.ai.kind=vector_store, db.operation.name=query, db.system.name=redis, db.collection.name=v, server.address=h",
                    "none"),
            new Odd("gen_ai.operation.name=chat, gen_ai.usage.input_tokens:12, gen_ai.system=openai", "none"),
            new Odd("langsmith.span.kind=retriever, memory.key=k12", "none"),
            // Strange values
            new Odd(
                    "memory.operation:, gen_ai.operation.name=get_memory, memory.key=k13",
                    "retrieve default k13 - - - - - -"),
            new Odd(
                    "memory.operation=store, memory.namespace:, gen_ai.memory.store.id=g, memory.key=k14",
                    "store g k14 - - - - - -"),
            new Odd(
                    "memory.operation=store, memory.namespace:, memory.key=k15, agent.id:, gen_ai.agent.id:",
                    "store default k15 - - - - - -"),
            new Odd(
                    "memory.operation=store, memory.key=42, gen_ai.memory.record.id=r9",
                    "store default r9 - - - - - -"),
            new Odd(
                    "memory.operation=retrieve, memory.key=k16, memory.found:true, memory.result_count:2",
                    "retrieve default k16 - - - - - -"),
            new Odd(
                    "memory.operation=retrieve, memory.key=k17, memory.result_count=1.5, memory.value_size=-3",
                    "retrieve default k17 - - - - - -3"),
            new Odd("memory.operation=STORE, memory.key=k18, memory.nested:true", "STORE default k18 - - - - - -"),
            new Odd("memory.operation=7, memory.key=k19", "none"),
            new Odd(
                    "memory.operation=forget, memory.key=k'20, memory.namespace=x y/z",
                    "forget x y/z k'20 - - - - - -"));

    private static TestCollector collector;

    @BeforeAll
    static void start() throws InterruptedException {
        collector = new TestCollector();
        ScopeSpans.Builder spans = ScopeSpans.newBuilder();
        for (int i = 0; i < ODD.size(); i++) {
            Span.Builder span = spans.addSpansBuilder()
                    .setName("odd")
                    .setTraceId(ByteString.copyFrom(
                            ByteBuffer.allocate(16).putLong(8, i + 1).array()))
                    .setSpanId(ByteString.copyFrom(
                            ByteBuffer.allocate(8).putLong(i + 1).array()))
                    .setStartTimeUnixNano(START + i * 1_000_000L)
                    .setEndTimeUnixNano(START + i * 1_000_000L + 1000);
            for (String each : ODD.get(i).attributes().split(", ", -1)) {
                span.addAttributes(attribute(each));
            }
        }
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        request.addResourceSpansBuilder().addScopeSpans(spans);
        collector.send(request.build());
    }

    @AfterAll
    static void stop() {
        collector.close();
    }

    private static KeyValue attribute(String text) {
        int end = text.replace(':', '=').indexOf('=');
        String value = text.substring(end + 1);
        AnyValue.Builder any = AnyValue.newBuilder();
        if (text.charAt(end) == ':') {
            any.setStringValue(value);
        } else if (value.matches("-?\\d+")) {
            any.setIntValue(Long.parseLong(value));
        } else if (value.matches("-?\\d+\\.\\d+")) {
            any.setDoubleValue(Double.parseDouble(value));
        } else if (value.matches("true|false")) {
            any.setBoolValue(Boolean.parseBoolean(value));
        } else {
            any.setStringValue(value);
        }
        return KeyValue.newBuilder()
                .setKey(text.substring(0, end))
                .setValue(any)
                .build();
    }

    private static String spanId(int i) {
        return String.format("%016x", i + 1);
    }

    private static Trace trace(int i) {
        return collector.get().trace(String.format("%032x", i + 1)).orElseThrow();
    }

    private static String words(@Nullable Object... values) {
        return Arrays.stream(values)
                .map(each -> each == null ? "-" : each.toString())
                .collect(Collectors.joining(" "));
    }

    private static String words(MemoryReading reading) {
        if (reading.operation() == null) {
            return "none";
        }
        return words(
                        reading.operation(),
                        reading.namespace(),
                        reading.key(),
                        reading.pattern(),
                        reading.agent(),
                        reading.session(),
                        reading.found(),
                        reading.results(),
                        reading.bytes())
                + (reading.nested() ? " nested" : "");
    }

    private static void assertAll(List<String> readings) {
        Assertions.assertAll(IntStream.range(0, ODD.size())
                .mapToObj(i -> () -> assertThat(readings.get(i))
                        .as(ODD.get(i).attributes())
                        .isEqualTo(ODD.get(i).reading())));
    }

    @Test
    @DisplayName("by SQL")
    void sql() {
        List<String> readings = new ArrayList<>();
        for (int i = 0; i < ODD.size(); i++) {
            readings.add("none");
        }
        for (List<Object> row : collector.rows(
                "SELECT span_id, operation, namespace, key, pattern, agent, session, found, results, bytes, nested"
                        + " FROM memory_operations")) {
            boolean isNested = (boolean) row.get(10);
            readings.set(
                    Integer.parseInt(row.get(0).toString(), 16) - 1,
                    words(row.subList(1, 10).toArray()) + (isNested ? " nested" : ""));
        }
        assertAll(readings);
    }

    @Test
    @DisplayName("by the command line and the page's traces")
    void traces() throws IOException {
        List<String> readings = new ArrayList<>();
        List<String> ofPage = new ArrayList<>();
        for (int i = 0; i < ODD.size(); i++) {
            Trace trace = trace(i);
            MemoryReading reading = trace.spans().get(0).memory();
            readings.add(words(reading));
            JsonNode memory =
                    get("/api/traces/" + trace.traceId()).path("spans").path(0).path("memory");
            ofPage.add(words(Json.mapper().convertValue(memory, MemoryReading.class)));
            String timeline = Timeline.render(trace, 0);
            if (reading.operation() == null) {
                assertThat(timeline).doesNotContain("namespace:").contains("Memory Operations: 0");
            } else {
                assertThat(timeline)
                        .contains("namespace: " + reading.namespace())
                        .contains(reading.nested() ? "1 nested" : "Memory Operations: 1 (1 " + reading.operation());
                assertThat(timeline.contains("found: ")).isEqualTo(reading.found() != null);
            }
        }
        assertAll(readings);
        assertAll(ofPage);
    }

    @Test
    @DisplayName("by lineage and the page's keys")
    void keys() throws IOException {
        for (int i = 0; i < ODD.size(); i++) {
            MemoryReading reading = trace(i).spans().get(0).memory();
            if (reading.key() == null || reading.operation() == null) {
                continue;
            }
            String expected =
                    words(reading.operation(), reading.namespace(), reading.agent(), reading.found(), reading.bytes());
            // The page shows the service, which has no name here, if there is no agent.
            String expectedOfPage = words(
                    reading.operation(),
                    reading.namespace(),
                    Objects.requireNonNullElse(reading.agent(), ""),
                    reading.found(),
                    reading.bytes());
            List<String> ofLineage = new ArrayList<>();
            for (JsonNode each : get("/api/lineage?key=" + URLEncoder.encode(reading.key(), StandardCharsets.UTF_8))
                    .path("operations")) {
                if (each.path("spanId").asText().equals(spanId(i))) {
                    ofLineage.add(words(each, "size"));
                }
            }
            assertThat(ofLineage).as(ODD.get(i).attributes()).containsExactly(expected);
            List<String> ofPage = new ArrayList<>();
            for (JsonNode each :
                    page("key", "{\"key\":" + Json.write(reading.key()) + "}").path("operations")) {
                if (each.path("span_id").asText().equals(spanId(i))) {
                    ofPage.add(words(each, "bytes"));
                }
            }
            assertThat(ofPage).as(ODD.get(i).attributes()).containsExactly(expectedOfPage);
        }
        assertThat(get("/api/lineage?key=k12").has("error")).isTrue();
    }

    private static String words(JsonNode node, String size) {
        return words(
                text(node.path("operation")),
                text(node.path("namespace")),
                text(node.path("agent")),
                text(node.path("found")),
                text(node.path(size)));
    }

    private static @Nullable String text(JsonNode node) {
        return node.isNull() || node.isMissingNode() ? null : node.asText();
    }

    @Test
    @DisplayName("by findings, sums and surveys")
    void sums() throws Exception {
        String counted = "SELECT namespace, operation, count(*) FROM %s GROUP BY ALL ORDER BY ALL";
        List<List<Object>> operations = collector.rows(counted.formatted("(FROM memory_operations WHERE NOT nested)"));
        assertThat(
                        collector.rows(
                                "SELECT namespace, operation, sum(operations)::BIGINT FROM memory_minutes GROUP BY ALL ORDER BY ALL"))
                .isEqualTo(operations);
        List<String> expected = operations.stream()
                .filter(row -> List.of("store", "retrieve", "search", "delete", "validate", "enrich")
                        .contains(row.get(1)))
                .map(Objects::toString)
                .toList();
        SpanAccess access = new SpanAccess(query -> {
            try {
                return collector.get().query(query);
            } catch (QueryException e) {
                throw new AssertionError(e.getMessage(), e);
            }
        });
        assertThat(access.read(Instant.EPOCH).byNamespace().stream()
                        .collect(Collectors.groupingBy(
                                each -> List.of(each.namespace(), each.operation()),
                                Collectors.summingLong(Access::count)))
                        .entrySet()
                        .stream()
                        .map(each -> List.of(each.getKey().get(0), each.getKey().get(1), each.getValue())
                                .toString()))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(collector.rows("SELECT DISTINCT namespace, key FROM findings WHERE finding = 'search without result'"
                        + " OR (finding = 'never read' AND key IN ('k1', 'k4', 'r1', 'r2')) ORDER BY ALL"))
                .hasToString("[[default, q]]");
        assertThat(page("searches", "{}").path("results").findValuesAsText("results"))
                .containsExactlyInAnyOrder("0", "3", "4");
    }

    private static JsonNode get(String path) throws IOException {
        return Json.read(new String(Http.get(collector.get().apiPort(), path).body(), StandardCharsets.UTF_8));
    }

    private static JsonNode page(String document, String parameters) throws IOException {
        return Json.read(new String(
                Http.post(
                                collector.get().apiPort(),
                                "/api/page/" + document,
                                parameters.getBytes(StandardCharsets.UTF_8),
                                "Content-Type",
                                "application/json")
                        .body(),
                StandardCharsets.UTF_8));
    }
}
