package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.common.render.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The HTTP API answers who asks from here, and no web page. */
class ApiTest {

    private static final String[] JSON = {"Content-Type", "application/json"};

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

    @Test
    void aQueryIsAnsweredWithColumnsAndRows() throws Exception {
        HttpResponse<byte[]> answer =
                query("{\"sql\": \"SELECT name, duration_ms FROM spans ORDER BY name LIMIT 1\"}", JSON);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(text(answer))
                .isEqualTo(
                        "{\"columns\":[{\"name\":\"name\",\"type\":\"VARCHAR\"},{\"name\":\"duration_ms\",\"type\":\"DOUBLE\"}],"
                                + "\"rows\":[[\"aqe.memory.delete\",4.0]],\"truncated\":false}");
    }

    @Test
    void aNumberIsNeverWrittenWithAnExponentForItsZeros() throws Exception {
        assertThat(text(query(
                        "{\"sql\": \"SELECT 1000.00::DECIMAL(10,2), 1795000000000::HUGEINT,"
                                + " max(start_unix_nano) FROM spans\"}",
                        JSON)))
                .contains("\"rows\":[[1000.00,1795000000000,1732089600405000000]]");
    }

    @Test
    void wrongQueriesAreAnsweredWithOneSentence() throws Exception {
        assertError(query("{\"sql\": \"SELECT nam FROM spans\"}", JSON), 400, "Binder Error");
        assertError(query("{\"sql\": \"DROP VIEW spans\"}", JSON), 403, "Only one statement that reads is allowed");
        assertError(query("{\"sql\": 5}", JSON), 400, "Send {\"sql\"");
        assertError(query("{", JSON), 400, "The body is no JSON");
    }

    @Test
    void aFormOfAWebPageCannotQuery() throws Exception {
        assertError(query("{\"sql\": \"SELECT 1\"}", "Content-Type", "text/plain"), 415, "application/json");
        assertError(query("{\"sql\": \"SELECT 1\"}"), 415, "application/json");
    }

    @Test
    void aForeignHostNameIsTurnedAway() throws Exception {
        assertThat(rawGet("evil.example:" + collector.get().apiPort())).startsWith("HTTP/1.1 403");
        assertThat(rawGet("127.0.0.1.evil.example")).startsWith("HTTP/1.1 403");
        assertThat(rawGet("localhost:" + collector.get().apiPort())).startsWith("HTTP/1.1 200");
        assertThat(rawGet("[::1]:" + collector.get().apiPort())).startsWith("HTTP/1.1 200");
    }

    @Test
    void aNameThatTheCollectorWasToldOfIsLetThrough() throws Exception {
        try (TestCollector told = new TestCollector(options -> options.allowedHosts(List.of("Collector")))) {
            int port = told.get().apiPort();
            assertThat(rawGet(port, "collector:" + port)).startsWith("HTTP/1.1 200");
            assertThat(rawGet(port, "COLLECTOR")).startsWith("HTTP/1.1 200");
            assertThat(rawGet(port, "collector.evil.example")).startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void noAnswerAllowsOtherOrigins() {
        HttpResponse<byte[]> answer = Http.get(collector.get().apiPort(), "/api/status");
        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }

    @Test
    void tracesAreListedAndRead() throws Exception {
        JsonNode list = json(Http.get(collector.get().apiPort(), "/api/traces"));
        assertThat(list).hasSize(1);
        assertThat(list.get(0).path("name").asText()).isEqualTo("Test Plan Creation and Execution");
        assertThat(list.get(0).path("spanCount").asInt()).isEqualTo(13);
        JsonNode latest = json(Http.get(collector.get().apiPort(), "/api/traces/latest"));
        JsonNode byId = json(Http.get(
                collector.get().apiPort(), "/api/traces/" + SeedTrace.TRACE_ID.toUpperCase(java.util.Locale.ROOT)));
        assertThat(latest).isEqualTo(byId);
        assertThat(latest.path("spans")).hasSize(13);
    }

    @Test
    void whereManyReadAtOnceEachIsAnsweredOrRefusedAndHealthWaitsForNone() throws Exception {
        List<CompletableFuture<Integer>> reads = new ArrayList<>();
        ExecutorService clients = Executors.newFixedThreadPool(100);
        try {
            for (int i = 0; i < 300; i++) {
                String path = i % 2 == 0 ? "/api/traces" : "/api/lineage?key=test-plan-user-service";
                reads.add(CompletableFuture.supplyAsync(
                        () -> Http.get(collector.get().apiPort(), path).statusCode(), clients));
            }
            for (int i = 0; i < 10; i++) {
                assertThat(Http.get(collector.get().apiPort(), "/health").statusCode())
                        .isEqualTo(200);
            }
            for (CompletableFuture<Integer> read : reads) {
                assertThat(read.get()).isIn(200, 503);
            }
        } finally {
            clients.shutdown();
        }
        assertThat(Http.get(collector.get().apiPort(), "/api/traces").statusCode())
                .isEqualTo(200);
    }

    @Test
    void anUnknownTraceIsAnsweredWithWhatExists() throws Exception {
        HttpResponse<byte[]> answer = Http.get(collector.get().apiPort(), "/api/traces/" + "0".repeat(32));
        assertError(
                answer,
                404,
                "There is no trace " + "0".repeat(32) + "; the latest is " + SeedTrace.TRACE_ID
                        + " (Test Plan Creation and Execution).");
    }

    @Test
    void theStatusAccountsForEverySpan() throws Exception {
        JsonNode status = json(Http.get(collector.get().apiPort(), "/api/status"));
        assertThat(status.path("items").path("accepted").asInt()).isEqualTo(13);
        assertThat(status.path("items").path("stored").asInt()).isEqualTo(13);
        assertThat(status.path("items").path("queued").asInt()).isZero();
        assertThat(status.path("ports").path("grpc").asInt())
                .isEqualTo(collector.get().grpcPort());
        assertThat(status.path("database").asText()).isEqualTo("temporary");
        assertThat(text(Http.get(collector.get().apiPort(), "/health"))).isEqualTo("{\"status\":\"ok\"}");
    }

    private static HttpResponse<byte[]> query(String body, String... headers) {
        return Http.post(collector.get().apiPort(), "/api/query", body.getBytes(StandardCharsets.UTF_8), headers);
    }

    private static String rawGet(String host) throws IOException {
        return rawGet(collector.get().apiPort(), host);
    }

    private static String rawGet(int port, String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(("GET /health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes("HTTP/1.1 200".length()), StandardCharsets.US_ASCII);
        }
    }

    private static void assertError(HttpResponse<byte[]> answer, int status, String message) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(json(answer).path("error").asText()).contains(message);
    }

    private static JsonNode json(HttpResponse<byte[]> answer) throws IOException {
        return Json.read(text(answer));
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
