package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.common.render.LineageJson;
import dev.engram.collector.common.render.LineageText;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The lineage of a memory key")
class LineageTest {

    private static TestCollector collector;
    private static int spans;

    @BeforeAll
    static void start() throws Exception {
        collector = new TestCollector();
        collector.send(SeedTrace.request());
        ScopeSpans.Builder more = ScopeSpans.newBuilder();
        more.addSpans(memory("store", "k'1", "a", "writer-a").build());
        more.addSpans(memory("store", "k'1", "b", "writer-b").build());
        more.addSpans(memory("store", "k'1", "a", "breaker")
                .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
                .build());
        more.addSpans(memory("retrieve", "k'1", "a", "reader")
                .addAttributes(attribute("memory.found", AnyValue.newBuilder().setBoolValue(true)))
                .build());
        more.addSpans(memory("delete", "k'1", "a", "deleter").build());
        more.addSpans(memory("retrieve", "k'1", "a", "late reader")
                .addAttributes(attribute("memory.found", AnyValue.newBuilder().setBoolValue(false)))
                .build());
        // In OpenTelemetry's words alone, with a part of itself beneath it.
        Span.Builder outer = span(
                "upsert_memory",
                Map.of(
                        "gen_ai.operation.name",
                        "upsert_memory",
                        "gen_ai.memory.record.id",
                        "g",
                        "gen_ai.agent.id",
                        "gen"));
        more.addSpans(outer);
        more.addSpans(memory("store", "g", "x", "gen")
                .setParentSpanId(outer.getSpanId())
                .addAttributes(attribute("memory.nested", AnyValue.newBuilder().setBoolValue(true))));
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        request.addResourceSpansBuilder().addScopeSpans(more);
        collector.send(request.build());
    }

    @AfterAll
    static void stop() {
        collector.close();
    }

    @Test
    @DisplayName("says who wrote, read and deleted it, and whose value a reader read")
    void asText() {
        HttpResponse<byte[]> answer = get("/lineage?key=test-plan-user-service&namespace=aqe/test-plans");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
        assertThat(answer.headers().firstValue("x-content-type-options")).hasValue("nosniff");
        assertThat(text(answer)).isEqualTo("""
                Key test-plan-user-service in the namespace aqe/test-plans

                time (UTC)               operation  agent               service           namespace       found  size  trace
                ---------------------------------------------------------------------------------------------------------------------------------------
                2024-11-20 08:00:00.005  store      qe-test-generator   agentic-qe-fleet  aqe/test-plans         387   a1b2c3d4e5f60718a9b0c1d2e3f40516
                2024-11-20 08:00:00.055  retrieve   qe-test-executor    agentic-qe-fleet  aqe/test-plans  true   387   a1b2c3d4e5f60718a9b0c1d2e3f40516
                2024-11-20 08:00:00.405  delete     qe-fleet-commander  agentic-qe-fleet  aqe/test-plans               a1b2c3d4e5f60718a9b0c1d2e3f40516

                qe-test-executor read what qe-test-generator wrote at 2024-11-20 08:00:00.005.
                """);
    }

    @Test
    @DisplayName("is found of a key with characters that a terminal obeys, and shows none of them")
    void controlCharacters() throws Exception {
        for (String key : List.of("\u001b[31mred", "two\nlines", "a\tb\r\u0007", "\u009b2J", "\u202eabc")) {
            ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
            request.addResourceSpansBuilder()
                    .addScopeSpans(ScopeSpans.newBuilder().addSpans(memory("store", key, "odd", "writer")));
            collector.send(request.build());
            HttpResponse<byte[]> answer = Http.post(
                    collector.get().apiPort(),
                    "/lineage",
                    ("key=" + URLEncoder.encode(key, StandardCharsets.UTF_8)).getBytes(StandardCharsets.US_ASCII),
                    "Content-Type",
                    "application/x-www-form-urlencoded");
            assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
            assertThat(text(answer).lines()).hasSize(5);
            assertThat(text(answer).replace("\n", "")).doesNotContainPattern("[\\p{Cntrl}\u0080-\u009f\u202e]");
        }
    }

    @Test
    @DisplayName("says that an agent read what it wrote itself")
    void theSameAgent() throws Exception {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        request.addResourceSpansBuilder()
                .addScopeSpans(ScopeSpans.newBuilder()
                        .addSpans(memory("store", "own", "plans", "support-bot"))
                        .addSpans(memory("retrieve", "own", "plans", "support-bot"))
                        .addSpans(memory("retrieve", "own", "plans", "clerk")));
        collector.send(request.build());
        assertThat(text(get("/lineage?key=own")))
                .contains("\nsupport-bot read what it wrote itself at ")
                .contains("\nclerk read what support-bot wrote at ")
                .doesNotContain("support-bot read what support-bot");
    }

    @Test
    @DisplayName("is that of the links of spans where they are, also if another agent began to store later")
    void links() throws Exception {
        Span.Builder first = memory("store", "linked", "plans", "slow-writer");
        Span.Builder second = memory("store", "linked", "plans", "quick-writer");
        Span.Builder read = memory("retrieve", "linked", "plans", "reader");
        read.addLinksBuilder().setTraceId(first.getTraceId()).setSpanId(first.getSpanId());
        Span.Builder elsewhere = memory("retrieve", "linked", "plans", "other-reader");
        elsewhere.addLinksBuilder().setTraceId(first.getTraceId()).setSpanId(read.getSpanId());
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        request.addResourceSpansBuilder()
                .addScopeSpans(ScopeSpans.newBuilder()
                        .addSpans(first)
                        .addSpans(second)
                        .addSpans(read)
                        .addSpans(elsewhere));
        collector.send(request.build());

        JsonNode operations = json("/api/lineage?key=linked").path("operations");
        assertThat(operations.get(2).path("writtenBy").path("agent").asText()).isEqualTo("slow-writer");
        // A link that leads to no store of the key tells nothing.
        assertThat(operations.get(3).path("writtenBy").path("agent").asText()).isEqualTo("quick-writer");
        assertThat(LineageText.render(LineageJson.read(json("/api/lineage?key=linked"))))
                .contains("reader read what slow-writer wrote at ")
                .contains("other-reader read what quick-writer wrote at ");
    }

    @Test
    @DisplayName("tells namespaces apart; a failed store wrote nothing, and of what is deleted nothing is read")
    void namespaces() throws Exception {
        JsonNode all = json("/api/lineage?key=" + encoded("k'1"));
        assertThat(all.path("operations")).hasSize(6);
        assertThat(all.path("operations").get(2).path("failed").asBoolean()).isTrue();
        assertThat(all.path("operations").get(3).path("writtenBy").path("agent").asText())
                .isEqualTo("writer-a");
        assertThat(all.path("operations").get(5).has("writtenBy")).isFalse();
        assertThat(json("/api/lineage?key=" + encoded("k'1") + "&namespace=b").path("operations"))
                .hasSize(1);
        // As a link has it where the span has no namespace.
        assertThat(json("/api/lineage?key=" + encoded("k'1") + "&namespace=").path("operations"))
                .hasSize(6);
    }

    @Test
    @DisplayName(
            "keeps services with the same namespace apart, each in its own process, but not where a server has the memory")
    void services() throws Exception {
        inTwoServices("two-own", null);
        assertThat(writers("two-own")).containsExactly("first-writer", "second-writer");
        inTwoServices("two-served", "memories");
        assertThat(writers("two-served")).containsExactly("second-writer", "second-writer");
        inTwoServices("two-beneath", null);
        ByteString read =
                ByteString.copyFrom(ByteBuffer.allocate(8).putLong(spans + 5000).array());
        Span.Builder command = span("GET", Map.of("db.system.name", "redis", "server.address", "localhost"))
                .setParentSpanId(read);
        collector.send(request(Map.of("first", command)));
        assertThat(writers("two-beneath")).containsExactly("second-writer", "second-writer");
        assertThat(LineageText.render(LineageJson.read(json("/api/lineage?key=two-served"))))
                .contains("first-reader read what second-writer wrote at ");
    }

    /** Each service stores and then reads: store, store, retrieve, retrieve. */
    private static void inTwoServices(String key, @Nullable String server) throws Exception {
        for (String operation : List.of("store", "retrieve")) {
            Map<String, Span.Builder> ofServices = new LinkedHashMap<>();
            for (String service : List.of("first", "second")) {
                Span.Builder span =
                        memory(operation, key, "chat", service + (operation.equals("store") ? "-writer" : "-reader"));
                if (operation.equals("retrieve")) {
                    span.addAttributes(
                            attribute("memory.found", AnyValue.newBuilder().setBoolValue(true)));
                }
                if (server != null) {
                    span.addAttributes(
                            attribute("server.address", AnyValue.newBuilder().setStringValue(server)));
                }
                ofServices.put(service, span);
            }
            collector.send(request(ofServices));
        }
    }

    private static ExportTraceServiceRequest request(Map<String, Span.Builder> spans) {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        spans.forEach((service, span) -> {
            ResourceSpans.Builder resource = request.addResourceSpansBuilder();
            resource.getResourceBuilder()
                    .addAttributes(
                            attribute("service.name", AnyValue.newBuilder().setStringValue(service)));
            resource.addScopeSpansBuilder().addSpans(span);
        });
        return request.build();
    }

    /** Of each read, in order, whose value it found. */
    private static List<String> writers(String key) throws Exception {
        List<String> writers = new ArrayList<>();
        for (JsonNode operation : json("/api/lineage?key=" + key).path("operations")) {
            if (operation.path("operation").asText().equals("retrieve")) {
                writers.add(operation.path("writtenBy").path("agent").asText());
            }
        }
        return writers;
    }

    @Test
    @DisplayName("knows OpenTelemetry's words, and an operation that is a part of another one is not shown beside it")
    void conventions() throws Exception {
        JsonNode operations = json("/api/lineage?key=g").path("operations");
        assertThat(operations).hasSize(1);
        assertThat(operations.get(0).path("operation").asText()).isEqualTo("store");
        assertThat(operations.get(0).path("agent").asText()).isEqualTo("gen");
    }

    @Test
    @DisplayName("is of the latest operations where there are many")
    void limit() throws Exception {
        JsonNode two = json("/api/lineage?key=" + encoded("k'1") + "&limit=2");
        assertThat(two.path("truncated").asBoolean()).isTrue();
        assertThat(two.path("operations")).hasSize(2);
        assertThat(two.path("operations").get(1).path("agent").asText()).isEqualTo("late reader");
        assertThat(LineageText.render(LineageJson.read(two))).contains("(the latest 2; there are older ones)");
    }

    @Test
    @DisplayName("takes any key for a key, and answers wrong questions with a sentence")
    void wrong() throws Exception {
        assertError(
                "/api/lineage?key=" + encoded("x' OR '1'='1"),
                404,
                "No operation on the key x' OR '1'='1 has arrived.");
        assertError("/lineage?key=k&namespace=n", 404, "No operation on the key k in the namespace n has arrived.");
        assertError("/lineage", 400, "Name a key, such as");
        assertError("/lineage?key=" + "k".repeat(1025), 400, "Name a key, such as");
        assertError("/lineage?key=k&limit=0", 400, "limit is a number from 1 to 1000.");
        assertError("/lineage?key=k&limit=1001", 400, "limit is a number from 1 to 1000.");
    }

    private static Span.Builder memory(String operation, String key, String namespace, String agent) {
        return span(
                "aqe.memory." + operation,
                Map.of(
                        "memory.operation", operation,
                        "memory.key", key,
                        "memory.namespace", namespace,
                        "agent.id", agent));
    }

    private static Span.Builder span(String name, Map<String, String> attributes) {
        spans++;
        Span.Builder span = Span.newBuilder()
                .setName(name)
                .setTraceId(ByteString.copyFrom(
                        ByteBuffer.allocate(16).putLong(8, 77).array()))
                .setSpanId(ByteString.copyFrom(
                        ByteBuffer.allocate(8).putLong(spans + 5000).array()))
                .setStartTimeUnixNano(1_800_000_000_000_000_000L + spans)
                .setEndTimeUnixNano(1_800_000_000_000_000_000L + spans + 1);
        attributes.forEach((key, value) ->
                span.addAttributes(attribute(key, AnyValue.newBuilder().setStringValue(value))));
        return span;
    }

    private static KeyValue attribute(String key, AnyValue.Builder value) {
        return KeyValue.newBuilder().setKey(key).setValue(value).build();
    }

    private static void assertError(String path, int status, String message) throws Exception {
        HttpResponse<byte[]> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(Json.read(text(answer)).path("error").asText()).startsWith(message);
    }

    private static JsonNode json(String path) throws Exception {
        return Json.read(text(get(path)));
    }

    private static HttpResponse<byte[]> get(String path) {
        return Http.get(collector.get().apiPort(), path);
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
