package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import dev.engram.collector.common.render.Json;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** OTLP/HTTP as its specification has it, and what becomes of requests that are none. */
class OtlpHttpTest {

    private static final int LIMIT = 100_000;
    private static final String[] PROTOBUF = TestCollector.PROTOBUF;
    private static final String[] GZIPPED = {"Content-Type", "application/x-protobuf", "Content-Encoding", "gzip"};
    private static final String[] JSON = {"Content-Type", "application/json"};

    private static TestCollector collector;

    @BeforeAll
    static void start() {
        collector = new TestCollector(options -> options.maxRequestBytes(LIMIT));
    }

    @AfterAll
    static void stop() {
        collector.close();
    }

    @Test
    void jsonHasHexIdsAndIsAnsweredInJson() throws Exception {
        HttpResponse<byte[]> answer = traces("""
                {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"s"}}]},
                 "scopeSpans":[{"spans":[{"traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"eee19b7ec3c1b174",
                 "parentSpanId":"eee19b7ec3c1b173","name":"json","startTimeUnixNano":"1544712660000000000",
                 "endTimeUnixNano":1544712661000000000,"kind":2,"unknownField":1,
                 "attributes":[{"key":"n","value":{"intValue":"7"}}],"status":{"code":2,"message":"no"}}]}]}]}
                """.getBytes(StandardCharsets.UTF_8), JSON);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(text(answer)).isEqualTo("{}");
        collector.flush();
        assertThat(collector.rows("SELECT trace_id, span_id, parent_span_id, kind, status_code, attributes['n'],"
                        + " duration_ms FROM spans WHERE name = 'json'"))
                .containsExactly(List.of(
                        "5b8efff798038103d269b633813fc60c",
                        "eee19b7ec3c1b174",
                        "eee19b7ec3c1b173",
                        "SERVER",
                        "ERROR",
                        7L,
                        1000.0));
    }

    @Test
    void spansWithoutValidIdsAreRejectedAndTheOthersKept() throws Exception {
        ExportTraceServiceRequest request =
                request(span("good", 16, 8), span("short trace id", 4, 8), span("no span id", 16, 0), zeros("zeros"));
        HttpResponse<byte[]> answer = traces(request.toByteArray(), PROTOBUF);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/x-protobuf");
        ExportTraceServiceResponse response = ExportTraceServiceResponse.parseFrom(answer.body());
        assertThat(response.getPartialSuccess().getRejectedSpans()).isEqualTo(3);
        assertThat(response.getPartialSuccess().getErrorMessage())
                .isEqualTo("Not kept: 2 with an invalid trace id, 1 with an invalid span id.");
        collector.flush();
        assertThat(collector.rows(
                        "SELECT name FROM spans WHERE name IN ('good', 'short trace id', 'no span id', 'zeros')"))
                .containsExactly(List.of("good"));
    }

    @Test
    void garbageIsRefusedForGood() throws Exception {
        byte[] garbage = new byte[500];
        new Random(1).nextBytes(garbage);
        garbage[0] = 0x0f; // a wire type that does not exist
        assertStatus(traces(garbage, PROTOBUF), 400, 3, "The body is no OTLP request in protobuf.");
        assertStatus(traces(garbage, GZIPPED), 400, 3, "The body is no gzip: Not in GZIP format.");
        HttpResponse<byte[]> json = traces("{\"resourceSpans\": [".getBytes(StandardCharsets.UTF_8), JSON);
        assertThat(json.statusCode()).isEqualTo(400);
        assertThat(Json.read(text(json)).path("code").asInt()).isEqualTo(3);
        assertThat(Json.read(text(json)).path("message").asText()).startsWith("The body is no JSON");
    }

    @Test
    void jsonOfAnotherShapeIsRefused() throws Exception {
        for (String body : List.of("[]", "7", "\"x\"", "{\"resourceSpans\": 5}", "[".repeat(50_000))) {
            HttpResponse<byte[]> answer = traces(body.getBytes(StandardCharsets.UTF_8), JSON);
            assertThat(answer.statusCode()).as(body.substring(0, 1)).isEqualTo(400);
        }
    }

    @Test
    void truncatedGzipIsRefusedForGood() throws Exception {
        byte[] gzip = Http.gzip(request(span("cut", 16, 8)).toByteArray());
        byte[] truncated = Arrays.copyOf(gzip, gzip.length / 2);
        assertStatus(traces(truncated, GZIPPED), 400, 3, "The gzip body ends too early.");
    }

    @Test
    void aRequestOverTheLimitIsRefused() throws Exception {
        assertStatus(
                traces(new byte[LIMIT + 1], PROTOBUF),
                413,
                8,
                "The request is larger than the 100000 bytes that --max-request allows; send smaller batches.");
    }

    @Test
    void aBodyAsLargeAsTheLimitIsTakenInAnyForm() throws Exception {
        int limit = 24_000_000;
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        var spans = request.addResourceSpansBuilder().addScopeSpansBuilder();
        for (int i = 1; i <= 20; i++) {
            spans.addSpans(span("large", 16, 8).toBuilder()
                    .setSpanId(ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, (byte) i}))
                    .addAttributes(KeyValue.newBuilder()
                            .setKey("text")
                            .setValue(AnyValue.newBuilder().setStringValue("x".repeat(1_000_000)))));
        }
        byte[] body = request.build().toByteArray();
        byte[] frame = ByteBuffer.allocate(5 + body.length)
                .put((byte) 0)
                .putInt(body.length)
                .put(body)
                .array();
        String[] grpc = {"Content-Type", "application/grpc"};
        String path = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
        try (TestCollector large = new TestCollector(options -> options.maxRequestBytes(limit))) {
            int http = large.get().httpPort();
            assertThat(Http.post(http, "/v1/traces", body, PROTOBUF).statusCode())
                    .isEqualTo(200);
            assertThat(Http.post(http, "/v1/traces", Http.gzip(body), GZIPPED).statusCode())
                    .isEqualTo(200);
            assertThat(Http.post(large.get().grpcPort(), path, frame, grpc).statusCode())
                    .isEqualTo(200);
            large.flush();
            assertThat(large.rows("SELECT count(*), sum(length(attributes['text'])) FROM spans"))
                    .containsExactly(List.of(20L, BigInteger.valueOf(20_000_000)));
            assertStatus(
                    Http.post(http, "/v1/traces", new byte[limit + 1], PROTOBUF),
                    413,
                    8,
                    "The request is larger than the 24000000 bytes that --max-request allows; send smaller batches.");
        }
    }

    @Test
    @Tag("full")
    void aLargeBodyWithTheWishForAnUpgradeIsTaken() throws Exception {
        byte[] body = ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .addScopeSpans(ScopeSpans.newBuilder()
                                .addSpans(span("upgrade", 16, 8).toBuilder()
                                        .addAttributes(KeyValue.newBuilder()
                                                .setKey("text")
                                                .setValue(
                                                        AnyValue.newBuilder().setStringValue("x".repeat(3_000_000)))))))
                .build()
                .toByteArray();
        try (TestCollector large = new TestCollector()) {
            // Java's client of HTTP/2 asks for an upgrade, as "curl --http2" does.
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + large.get().httpPort() + "/v1/traces"))
                    .timeout(Duration.ofSeconds(50))
                    .headers(PROTOBUF)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
            assertThat(client.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
            // Without a body there is an upgrade.
            HttpRequest get = HttpRequest.newBuilder(URI.create(large.get().apiUrl() + "/health"))
                    .build();
            assertThat(client.send(get, HttpResponse.BodyHandlers.discarding()).version())
                    .isEqualTo(HttpClient.Version.HTTP_2);
            large.flush();
            assertThat(large.get().status().path("databaseBytes").asLong()).isPositive();
        }
    }

    @Test
    void aZipBombIsNotInflated() throws Exception {
        byte[] bomb = Http.gzip(new byte[50_000_000]);
        assertThat(bomb.length).isLessThan(LIMIT);
        assertStatus(
                traces(bomb, GZIPPED),
                413,
                8,
                "The request is larger than the 100000 bytes that --max-request allows; send smaller batches.");
    }

    @Test
    void otherContentTypesAndEncodingsAreRefused() {
        assertThat(traces(new byte[0], "Content-Type", "text/plain").statusCode())
                .isEqualTo(415);
        assertThat(traces(new byte[0]).statusCode()).isEqualTo(415);
        assertThat(traces(new byte[0], "Content-Type", "application/x-protobuf", "Content-Encoding", "br")
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void anEmptyRequestIsFine() {
        assertThat(traces(new byte[0], PROTOBUF).statusCode()).isEqualTo(200);
    }

    @Test
    void onlyTracesAndMetricsHaveAPlace() {
        int port = collector.get().httpPort();
        assertThat(Http.post(port, "/v1/logs", new byte[0], PROTOBUF).statusCode())
                .isEqualTo(404);
        assertThat(Http.get(port, "/v1/traces").statusCode()).isEqualTo(405);
    }

    @Test
    void aFullQueueIsToBeTriedAgain() throws Exception {
        try (TestCollector busy = new TestCollector(options -> options.queue(1, 1))) {
            Random random = new Random(2);
            boolean refused = false;
            for (int i = 0; i < 200 && !refused; i++) {
                Span[] many = new Span[200];
                for (int s = 0; s < many.length; s++) {
                    byte[] id = new byte[8];
                    random.nextBytes(id);
                    many[s] = span("busy", 16, 8).toBuilder()
                            .setSpanId(ByteString.copyFrom(id))
                            .build();
                }
                byte[] body = request(many).toByteArray();
                // From two senders at once, so that one comes while the other's spans are being written.
                Thread other = new Thread(() -> Http.post(busy.get().httpPort(), "/v1/traces", body, PROTOBUF));
                other.start();
                HttpResponse<byte[]> answer = Http.post(busy.get().httpPort(), "/v1/traces", body, PROTOBUF);
                other.join();
                if (answer.statusCode() != 200) {
                    refused = true;
                    assertStatus(answer, 429, 14, "The collector has no room for more at the moment; try again.");
                    assertThat(answer.headers().firstValue("retry-after")).hasValue("1");
                }
            }
            assertThat(refused).isTrue();
            busy.flush();
            JsonNode items = busy.get().status().path("items");
            assertThat(items.path("accepted").asLong())
                    .isEqualTo(items.path("stored").asLong()
                            + items.path("duplicates").asLong());
        }
    }

    private static HttpResponse<byte[]> traces(byte[] body, String... headers) {
        return Http.post(collector.get().httpPort(), "/v1/traces", body, headers);
    }

    private static ExportTraceServiceRequest request(Span... spans) {
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .addScopeSpans(ScopeSpans.newBuilder().addAllSpans(List.of(spans))))
                .build();
    }

    private static Span span(String name, int traceIdBytes, int spanIdBytes) {
        byte[] trace = new byte[traceIdBytes];
        Arrays.fill(trace, (byte) 9);
        byte[] id = new byte[spanIdBytes];
        Arrays.fill(id, (byte) 7);
        return Span.newBuilder()
                .setName(name)
                .setTraceId(ByteString.copyFrom(trace))
                .setSpanId(ByteString.copyFrom(id))
                .build();
    }

    private static Span zeros(String name) {
        return Span.newBuilder()
                .setName(name)
                .setTraceId(ByteString.copyFrom(new byte[16]))
                .setSpanId(ByteString.copyFrom(new byte[8]))
                .build();
    }

    /** A {@code google.rpc.Status} in protobuf. */
    private static void assertStatus(HttpResponse<byte[]> answer, int status, int code, String message)
            throws Exception {
        assertThat(answer.statusCode()).isEqualTo(status);
        CodedInputStream body = CodedInputStream.newInstance(answer.body());
        assertThat(body.readTag()).isEqualTo(8);
        assertThat(body.readInt32()).isEqualTo(code);
        assertThat(body.readTag()).isEqualTo(18);
        assertThat(body.readStringRequireUtf8()).isEqualTo(message);
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
