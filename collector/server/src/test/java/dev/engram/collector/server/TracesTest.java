package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.engram.collector.common.model.TraceSummary;
import dev.engram.collector.common.render.Json;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The list of traces, and the latest of them")
class TracesTest {

    private static final String TURN = "support.turn";

    private static Instant now = Instant.EPOCH;
    private static TestCollector collector;

    /** Newest last: a turn of a bot, a turn that failed, a lonely search, a lonely command. */
    @BeforeAll
    static void start() throws Exception {
        now = Instant.now();
        collector = new TestCollector();
        collector.send(request(
                span(1, 1, 0, TURN, 30, 100, Map.of("agent.id", "bot")),
                span(1, 2, 1, "store", 30, 40, memory("store", "bot", "cart", "s-1")),
                span(1, 3, 2, "update", 30, 40, nested(memory("store", "bot", "cart", "s-1"))),
                span(1, 4, 1, "get", 30, 20, memory("retrieve", "bot", "other", "s-1")),
                span(2, 1, 0, TURN, 20, 10, Map.of("gen_ai.agent.id", "clerk", "gen_ai.conversation.id", "s-2")),
                failed(span(
                        2,
                        2,
                        1,
                        "get",
                        20,
                        5,
                        Map.of(
                                "gen_ai.operation.name",
                                "get_memory",
                                "gen_ai.memory.record.id",
                                "cart",
                                "gen_ai.memory.store.id",
                                "archive"))),
                span(3, 1, 0, "search", 10, 1, Map.of("memory.operation", "search", "memory.pattern", "cart*")),
                span(4, 1, 0, "GET", 1, 1, Map.of("db.system.name", "redis"))));
    }

    @AfterAll
    static void stop() {
        collector.close();
    }

    @Test
    @DisplayName("the list has all traces, the newest first")
    void newestFirst() throws Exception {
        assertThat(listed("")).containsExactly(id(4), id(3), id(2), id(1));
        assertThat(listed("?limit=2")).containsExactly(id(4), id(3));
    }

    @Test
    @DisplayName("each line has root, agents, sessions, operations without nested ones, errors, and whole nanoseconds")
    void facts() throws Exception {
        JsonNode turn = list("?agent=bot").get(0);
        long start = nanos(now.minusSeconds(30));
        assertThat(turn)
                .isEqualTo(Json.read("{\"traceId\":\"" + id(1) + "\",\"name\":\"support.turn\",\"service\":\"\","
                        + "\"agents\":[\"bot\"],\"sessions\":[\"s-1\"],\"startUnixNano\":" + start
                        + ",\"durationNano\":100000000,\"spanCount\":4,\"operations\":2,\"errorCount\":0}"));
        JsonNode other = list("?agent=clerk").get(0);
        assertThat(other.path("sessions").get(0).asText()).isEqualTo("s-2");
        assertThat(other.path("operations").asInt()).isEqualTo(1);
        assertThat(other.path("errorCount").asInt()).isEqualTo(1);
    }

    @Test
    @DisplayName("each parameter leaves out what does not match, and they apply together")
    void filters() throws Exception {
        assertThat(listed("?session=s-1")).containsExactly(id(1));
        assertThat(listed("?session=s-2")).containsExactly(id(2));
        assertThat(listed("?key=cart")).containsExactly(id(2), id(1));
        assertThat(listed("?key=cart*")).containsExactly(id(3));
        assertThat(listed("?namespace=archive")).containsExactly(id(2));
        assertThat(listed("?key=cart&namespace=archive")).containsExactly(id(2));
        assertThat(listed("?key=other&namespace=archive")).isEmpty();
        assertThat(listed("?status=error")).containsExactly(id(2));
        assertThat(listed("?status=ok")).containsExactly(id(4), id(3), id(1));
        assertThat(listed("?minDuration=50ms")).containsExactly(id(1));
        assertThat(listed("?minDuration=999999999d")).isEmpty();
        assertThat(listed("?since=999999999d")).hasSize(4);
        assertThat(listed("?since=0s")).isEmpty();
        assertThat(listed("?key=cart&status=ok")).containsExactly(id(1));
    }

    @Test
    @DisplayName("a wrong parameter is answered with one sentence")
    void wrong() {
        for (String query : List.of("?status=bad", "?since=yesterday", "?minDuration=1", "?limit=0")) {
            HttpResponse<byte[]> answer = Http.get(collector.get().apiPort(), "/api/traces" + query);
            assertThat(answer.statusCode()).as(query).isEqualTo(400);
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("\"error\"");
        }
    }

    @Test
    @DisplayName("the latest is the newest that has a task, before lonely operations, and these before lonely commands")
    void latest() {
        assertThat(collector.get().latestTrace().orElseThrow().traceId()).isEqualTo(id(2));
        assertThat(collector.get().traces(10).stream().map(TraceSummary::traceId))
                .containsExactly(id(2), id(1), id(3), id(4));
    }

    @Test
    @DisplayName("a task without anything beneath it is a task")
    void aLonelyTask() throws Exception {
        try (TestCollector other = new TestCollector()) {
            other.send(request(
                    span(1, 1, 0, TURN, 30, 1, Map.of()),
                    span(2, 1, 0, "search", 10, 1, Map.of("memory.operation", "search")),
                    span(3, 1, 0, "GET", 1, 1, Map.of("db.system.name", "redis")),
                    span(3, 2, 1, "GET", 1, 1, Map.of("db.system.name", "redis"))));
            assertThat(other.get().latestTrace().orElseThrow().traceId()).isEqualTo(id(1));
        }
    }

    @Test
    @DisplayName("no JSON answer has a time with an exponent")
    void wholeNumbers() {
        for (String path : List.of("/api/traces", "/api/traces/latest")) {
            assertThat(new String(Http.get(collector.get().apiPort(), path).body(), StandardCharsets.UTF_8))
                    .containsPattern("\"startUnixNano\":\\d{19},")
                    .doesNotContainPattern("\\d[eE][+-]?\\d+[,}]");
        }
    }

    private static List<String> listed(String query) throws IOException {
        List<String> ids = new ArrayList<>();
        list(query).forEach(trace -> ids.add(trace.path("traceId").asText()));
        return ids;
    }

    private static JsonNode list(String query) throws IOException {
        HttpResponse<byte[]> answer = Http.get(collector.get().apiPort(), "/api/traces" + query);
        assertThat(answer.statusCode()).as(query).isEqualTo(200);
        return Json.read(new String(answer.body(), StandardCharsets.UTF_8));
    }

    private static String id(int trace) {
        return "%032x".formatted(trace);
    }

    private static Map<String, Object> memory(String operation, String agent, String key, String session) {
        return Map.of(
                "memory.operation", operation,
                "agent.id", agent,
                "memory.key", key,
                "memory.session_id", session,
                "memory.namespace", "plans");
    }

    private static Map<String, Object> nested(Map<String, Object> attributes) {
        Map<String, Object> more = new java.util.HashMap<>(attributes);
        more.put("memory.nested", true);
        return more;
    }

    private static Span.Builder span(
            int trace, int id, int parent, String name, int secondsAgo, int ms, Map<String, Object> attributes) {
        long start = nanos(now.minus(Duration.ofSeconds(secondsAgo)));
        Span.Builder span = Span.newBuilder()
                .setTraceId(ByteString.copyFrom(HexFormat.of().parseHex(id(trace))))
                .setSpanId(SeedTrace.id(id))
                .setName(name)
                .setKind(Span.SpanKind.SPAN_KIND_INTERNAL)
                .setStartTimeUnixNano(start)
                .setEndTimeUnixNano(start + ms * 1_000_000L);
        if (parent != 0) {
            span.setParentSpanId(SeedTrace.id(parent));
        }
        attributes.forEach((key, value) -> span.addAttributes(SeedTrace.attribute(key, value)));
        return span;
    }

    private static Span.Builder failed(Span.Builder span) {
        return span.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
    }

    private static ExportTraceServiceRequest request(Span.Builder... spans) {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder();
        for (Span.Builder span : spans) {
            scope.addSpans(span);
        }
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
                .build();
    }

    private static long nanos(Instant time) {
        return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
    }
}
