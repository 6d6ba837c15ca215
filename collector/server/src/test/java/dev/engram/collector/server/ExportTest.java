package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.common.render.Json;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("GET /api/export")
class ExportTest {

    /** More than are read in two parts. */
    private static final int SPANS = 45_000;

    private static final Duration WITHIN = Duration.ofSeconds(60);

    private static TestCollector collector;

    @BeforeAll
    static void start() throws Exception {
        collector = new TestCollector();
        for (int first = 1; first <= SPANS; first += 15_000) {
            collector.send(request(first, 15_000));
        }
    }

    @AfterAll
    static void stop() {
        collector.close();
    }

    @Test
    @DisplayName("gives every span once, in lines that are not long")
    void all() throws Exception {
        Set<String> ids = new HashSet<>();
        int count = 0;
        for (String line : lines("")) {
            assertThat(line.length()).isLessThan(2_000_000);
            for (JsonNode resource : Json.read(line).path("resourceSpans")) {
                for (JsonNode span : resource.path("scopeSpans").path(0).path("spans")) {
                    ids.add(span.path("spanId").asText());
                    count++;
                }
            }
        }
        assertThat(ids).hasSizeGreaterThanOrEqualTo(SPANS);
        assertThat(count).isEqualTo(ids.size());
    }

    @Test
    @DisplayName("gives nothing where nothing matches")
    void nothing() {
        assertThat(lines("?from=2100-01-01T00:00:00Z")).isEmpty();
        assertThat(lines("?trace=ff")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?from=yesterday", "?to=9999999-01-01T00:00:00Z", "?trace=x", "?trace="})
    @DisplayName("says which parameter cannot be")
    void wrong(String parameters) {
        assertThat(get(parameters).statusCode()).isEqualTo(400);
    }

    @Test
    @DisplayName("clients that read nothing hold up no other request, and free their turn when they go")
    void slowClients() throws Exception {
        try (Socket first = stuck();
                Socket second = stuck()) {
            await().atMost(WITHIN)
                    .untilAsserted(
                            () -> assertThat(get("?trace=ff").statusCode()).isEqualTo(503));
            assertThat(Http.get(collector.get().apiPort(), "/api/services").statusCode())
                    .isEqualTo(200);
            collector.send(request(SPANS + 1, 1));
            assertThat(first.isConnected() && second.isConnected()).isTrue();
        }
        await().atMost(WITHIN)
                .untilAsserted(() -> assertThat(get("?trace=ff").statusCode()).isEqualTo(200));
    }

    /** A client that asks for all and reads nothing. */
    private static Socket stuck() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), collector.get().apiPort()));
        socket.getOutputStream()
                .write("GET /api/export HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static List<String> lines(String parameters) {
        HttpResponse<byte[]> answer = get(parameters);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/x-ndjson");
        return new String(answer.body(), StandardCharsets.UTF_8).lines().toList();
    }

    private static HttpResponse<byte[]> get(String parameters) {
        return Http.get(collector.get().apiPort(), "/api/export" + parameters);
    }

    private static ExportTraceServiceRequest request(int first, int count) {
        ScopeSpans.Builder spans = ScopeSpans.newBuilder();
        for (int i = first; i < first + count; i++) {
            spans.addSpans(Span.newBuilder()
                    .setTraceId(SeedTrace.id(i).concat(SeedTrace.id(i)))
                    .setSpanId(SeedTrace.id(i))
                    .setName("n")
                    .setStartTimeUnixNano(i)
                    .setEndTimeUnixNano(i + 1L));
        }
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(spans))
                .build();
    }
}
