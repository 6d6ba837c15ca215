package dev.engram.collector.server.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.server.Http;
import dev.engram.collector.server.SeedTrace;
import dev.engram.collector.server.TestCollector;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page is small and closed off, its documents answer what they are asked, and a slow browser holds nothing up. */
class PageTest {

    private static final int LARGEST = 300 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static TestCollector collector;

    @BeforeAll
    static void start() throws Exception {
        collector = new TestCollector();
        collector.send(SeedTrace.request());
    }

    @AfterAll
    static void stop() {
        collector.close();
    }

    static List<String> documents() {
        return Document.ALL.stream().map(Document::name).toList();
    }

    @Test
    void theWholePageIsSmall() {
        int bytes =
                Page.FILES.stream().mapToInt(name -> new PageFile(name).size()).sum();
        assertThat(bytes).isBetween(1, LARGEST);
    }

    @Test
    void eachFileRunsOnlyWhatTheCollectorServesAndIsInNoFrame() {
        for (String name : Page.FILES) {
            HttpResponse<byte[]> file = Http.get(collector.get().apiPort(), "/page/" + name);
            assertThat(file.statusCode()).as(name).isEqualTo(200);
            assertThat(file.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe", "http");
            assertThat(file.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(file.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        }
        assertThat(text(Http.get(collector.get().apiPort(), "/"))).contains("<title>Engram</title>");
        assertThat(Http.get(collector.get().apiPort(), "/page/sql.md").statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void eachDocumentAnswersWithAndWithoutParameters(String document) throws Exception {
        assertThat(Json.read(text(ask(document, "{}"))).path("tookMs").isNumber())
                .isTrue();
        HttpResponse<byte[]> answer = ask(document, """
                {"namespace": "aqe/test-plans", "key": "test-plan-user-service", "agent": "qe-test-executor",
                 "session": "x", "status": "ok", "contains": "PLAN", "from": 0, "to": 9e12, "least_ms": 0.5, "most_ms": 1e9}""");
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    }

    @Test
    void theOverviewHasACellForEachAgentAndNamespace() throws Exception {
        JsonNode cells = Json.read(text(ask("overview", "{}"))).path("cells");
        List<String> found = new ArrayList<>();
        cells.forEach(cell -> found.add((cell.path("of_all_agents").asBoolean()
                        ? "all"
                        : cell.path("agent").asText()) + " "
                + (cell.path("of_all_namespaces").asBoolean()
                        ? "all"
                        : cell.path("namespace").asText()) + " "
                + cell.path("operations").asInt()));
        assertThat(found)
                .containsExactlyInAnyOrder(
                        "all all 5",
                        "all aqe/test-plans 4",
                        "all aqe/reports 1",
                        "qe-test-generator all 1",
                        "qe-test-executor all 1",
                        "qe-coverage-analyzer all 2",
                        "qe-fleet-commander all 1",
                        "qe-test-generator aqe/test-plans 1",
                        "qe-test-executor aqe/test-plans 1",
                        "qe-coverage-analyzer aqe/test-plans 1",
                        "qe-coverage-analyzer aqe/reports 1",
                        "qe-fleet-commander aqe/test-plans 1");
    }

    @Test
    void aTimeWithoutOperationsHasNone() throws Exception {
        assertThat(Json.read(text(ask("overview", "{\"since\": 60000}"))).path("cells"))
                .isEmpty();
    }

    @Test
    void tracesAreFoundByWhatIsInThem() throws Exception {
        assertThat(traces("{\"agent\": \"qe-test-executor\"}")).isEqualTo(1);
        assertThat(traces("{\"agent\": \"nobody\"}")).isZero();
        assertThat(traces("{\"namespace\": \"aqe/reports\", \"key\": \"test-plan-user-service\"}"))
                .isZero();
        assertThat(traces("{\"least_ms\": 409}")).isEqualTo(1);
        assertThat(traces("{\"least_ms\": 410}")).isZero();
        assertThat(traces("{\"status\": \"error\"}")).isZero();
    }

    @Test
    @Tag("full")
    void aMemoryWithoutANamespaceIsFoundAsDefault() throws Exception {
        try (TestCollector other = new TestCollector()) {
            Span.Builder span = Span.newBuilder()
                    .setTraceId(
                            ByteString.copyFrom(new byte[16]).substring(1).concat(ByteString.copyFrom(new byte[] {1})))
                    .setSpanId(SeedTrace.id(1))
                    .setName("store")
                    .setStartTimeUnixNano(1_732_089_600_000_000_000L)
                    .setEndTimeUnixNano(1_732_089_600_000_000_005L)
                    .addAttributes(SeedTrace.attribute("gen_ai.operation.name", "create_memory"))
                    .addAttributes(SeedTrace.attribute("gen_ai.memory.record.id", "note-1"));
            other.send(ExportTraceServiceRequest.newBuilder()
                    .addResourceSpans(ResourceSpans.newBuilder()
                            .addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
                    .build());
            int port = other.get().apiPort();
            JsonNode found = Json.read(text(ask(port, "traces", "{\"namespace\": \"default\"}")));
            assertThat(found.path("traces")).hasSize(1);
            assertThat(found.path("traces").get(0).path("operations").asInt()).isEqualTo(1);
            for (String path : List.of("/api/traces?namespace=default", "/api/lineage?key=note-1&namespace=default")) {
                assertThat(text(Http.get(port, path))).as(path).contains("%032x".formatted(1));
            }
            assertThat(text(Http.get(port, "/api/traces?namespace=other"))).isEqualTo("[]");
        }
    }

    @Test
    void aTextIsNeverSql() throws Exception {
        assertThat(Json.read(text(ask("key", "{\"key\": \"x' OR '1'='1\"}"))).path("operations"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"sql\": \"SELECT 1\"}", "{\"key\": 1}", "{\"from\": \"yesterday\"}"})
    void whatIsNoQuestionIsRefusedWithASentence(String body) throws Exception {
        HttpResponse<byte[]> answer = ask("key", body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.read(text(answer)).path("error").asText()).endsWith(".");
    }

    @Test
    void aFormOfAnotherSiteCannotAsk() {
        assertThat(Http.post(collector.get().apiPort(), "/api/page/key", "{}".getBytes(StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    @Tag("full")
    void theTenQueriesAreThoseThatAreDocumented() throws Exception {
        JsonNode queries = Json.read(text(Http.get(collector.get().apiPort(), "/api/page/queries")));
        assertThat(queries).hasSize(10);
        for (JsonNode query : queries) {
            assertThat(query.path("title").asText()).isNotEmpty();
            assertThat(collector.get().query(query.path("sql").asText()).columns())
                    .isNotEmpty();
        }
    }

    @Test
    @Tag("full")
    void pagesThatDoNotReadHoldUpNoneThatDo() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (Socket quick = listen()) {
            for (int i = 0; i < 50; i++) {
                slow.add(listen());
            }
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(quick.getInputStream(), StandardCharsets.UTF_8));
            awaitLine(lines, "data: {\"stored\":");
            collector.send(SeedTrace.request(1));
            awaitLine(lines, "data: {\"stored\":");
            assertThat(Http.get(collector.get().apiPort(), "/health").statusCode())
                    .isEqualTo(200);
        } finally {
            for (Socket each : slow) {
                each.close();
            }
        }
    }

    @Test
    @Tag("full")
    void openPagesDoNotKeepTheCollectorFromEnding() throws Exception {
        TestCollector ending = new TestCollector();
        try (Socket page = listen(ending)) {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(page.getInputStream(), StandardCharsets.UTF_8));
            awaitLine(lines, "data: ");
            ending.close();
            await().atMost(PATIENCE).until(() -> lines.readLine() == null);
        }
    }

    private static int traces(String parameters) throws IOException {
        return Json.read(text(ask("traces", parameters))).path("traces").size();
    }

    private static HttpResponse<byte[]> ask(String document, String body) {
        return ask(collector.get().apiPort(), document, body);
    }

    static HttpResponse<byte[]> ask(int port, String document, String body) {
        return Http.post(
                port,
                "/api/page/" + document,
                body.getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/json");
    }

    private static Socket listen() throws IOException {
        return listen(collector);
    }

    private static Socket listen(TestCollector to) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.get().apiPort());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.getOutputStream()
                .write("GET /api/page/live HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void awaitLine(BufferedReader lines, String start) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.startsWith(start)) {
            line = lines.readLine();
        }
        assertThat(line).startsWith(start);
    }

    static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
