package dev.engram.agent.telemetry.http;

import static dev.engram.agent.telemetry.ScriptedServer.ascii;
import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.telemetry.Agent;
import dev.engram.agent.telemetry.Said;
import dev.engram.agent.telemetry.ScriptedServer;
import dev.engram.agent.telemetry.export.Ledger;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.ByteArrayInputStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What an endpoint may answer over HTTP")
@Timeout(120)
class HttpAnswersTest {

    private static final byte[] OK = ScriptedServer.ok(new byte[0]);

    /** Exports one span, and another after it. */
    private static Ledger twice(ScriptedServer server, String... settings) throws Exception {
        Agent agent = new Agent(server.settings(settings));
        for (int i = 0; i < 2; i++) {
            agent.call(agent.delete(), () -> null, "k");
            agent.awaitSpans();
        }
        agent.close(Agent.LONG);
        assertThat(agent.ledger().recorded()).isEqualTo(2);
        return agent.ledger();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 \r\ncontent-length:2\r\n\r\nok",
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\nabcd\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n",
                "HTTP/1.1 200 OK\nContent-Length: 0\n\n"
            })
    @DisplayName("is read to its end, and the connection is kept")
    void kept(String answer) throws Exception {
        try (ScriptedServer server = new ScriptedServer(request -> ascii(answer))) {
            assertThat(twice(server).exported()).isEqualTo(2);
            assertThat(server.connections).containsExactly(0, 0);
            assertThat(ExportTraceServiceRequest.parseFrom(server.bodies.get(1))
                            .getResourceSpans(0)
                            .getScopeSpans(0)
                            .getSpans(0)
                            .getName())
                    .isEqualTo("aqe.memory.delete");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 99999999999", "Transfer-Encoding: chunked", "X: y"})
    @DisplayName("may have no end: 64 KiB are read, and the next batch comes on another connection")
    void endless(String header) throws Exception {
        String chunk = header.endsWith("chunked") ? "FFFFFFFF\r\n" : "";
        String answer = "HTTP/1.1 200 OK\r\n" + header + "\r\n\r\n" + chunk + "x".repeat(1 << 17);
        try (ScriptedServer server = new ScriptedServer(request -> ascii(answer))) {
            assertThat(twice(server).exported()).isEqualTo(2);
            assertThat(server.connections).containsExactly(0, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n<close>",
                "HTTP/1.0 200 OK\r\n\r\nto the end<close>",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n<close>",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nand more than that<close>"
            })
    @DisplayName("may be the connection's last, and the next batch comes on another")
    void closed(String answer) throws Exception {
        try (ScriptedServer server = new ScriptedServer(request -> ascii(answer))) {
            assertThat(twice(server).exported()).isEqualTo(2);
            assertThat(server.connections).containsExactly(0, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 20<close>",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort<close>",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n<close>",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZ\r\n<close>",
                "HTTP/2 200 OK\r\n\r\n<close>",
                "no answer at all\r\n\r\n<close>"
            })
    @DisplayName("is no answer when it is broken: the batch counts as lost, and the next one is tried")
    void broken(String answer) throws Exception {
        try (ScriptedServer server = new ScriptedServer(request -> request == 0 ? ascii(answer) : OK)) {
            Ledger ledger = twice(server);
            assertThat(ledger.dropped(Ledger.Reason.EXPORT_FAILED)).isEqualTo(1);
            assertThat(ledger.exported()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("nothing but a closed connection means that nobody saw the request: it is sent again")
    void noAnswer() throws Exception {
        try (ScriptedServer server = new ScriptedServer(request -> request == 0 ? ascii("<close>") : OK)) {
            assertThat(twice(server).exported()).isEqualTo(2);
            assertThat(server.connections).containsExactly(0, 1, 1);
        }
    }

    @Test
    @DisplayName("Retry-After is waited for, within the time-out")
    void retryAfter() throws Exception {
        String busy = "HTTP/1.1 503 Busy\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n";
        try (ScriptedServer server = new ScriptedServer(request -> request == 0 ? ascii(busy) : OK)) {
            assertThat(twice(server).dropped(Ledger.Reason.EXPORT_FAILED)).isEqualTo(1);
            assertThat(server.connections).hasSize(2);
        }
    }

    @Test
    @DisplayName("spans that it rejects of a request that it takes are lost and said, the others exported")
    void partialSuccess() throws Exception {
        byte[] answer = ExportTraceServiceResponse.newBuilder()
                .setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                        .setRejectedSpans(3)
                        .setErrorMessage("the names are too long"))
                .build()
                .toByteArray();
        String said = Said.by(() -> {
            try (ScriptedServer server = new ScriptedServer(request -> ScriptedServer.ok(answer))) {
                Agent agent = new Agent(server.settings("OTEL_BSP_SCHEDULE_DELAY", "60000"));
                int delete = agent.delete();
                for (int i = 0; i < 10; i++) {
                    agent.call(delete, () -> null, "k");
                }
                agent.close(Agent.LONG);
                assertThat(agent.ledger().exported()).isEqualTo(7);
                assertThat(agent.ledger().dropped(Ledger.Reason.EXPORT_FAILED)).isEqualTo(3);
                assertThat(server.connections).hasSize(1);
            }
        });
        assertThat(said)
                .contains("Engram could not send 3 spans to")
                .contains(": it rejects them: the names are too long.");
    }

    @Test
    @DisplayName("a warning with nothing rejected, or a text of the endpoint's own, is a success")
    void otherBodies() throws Exception {
        byte[] warning = ExportTraceServiceResponse.newBuilder()
                .setPartialSuccess(ExportTracePartialSuccess.newBuilder().setErrorMessage("deprecated"))
                .build()
                .toByteArray();
        try (ScriptedServer server = new ScriptedServer(
                request -> ScriptedServer.ok(request == 0 ? warning : ascii("{\"partialSuccess\":{}}")))) {
            assertThat(twice(server).exported()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("and this is what it was asked: the path, the host, the type and length, the headers")
    void request() throws Exception {
        try (ScriptedServer server = new ScriptedServer(request -> OK)) {
            twice(server, "OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=blue", "OTEL_EXPORTER_OTLP_COMPRESSION", "gzip");
            assertThat(server.heads.get(0))
                    .startsWith("POST /v1/traces HTTP/1.1\r\n")
                    .contains("\r\nHost: 127.0.0.1:")
                    .contains("\r\nContent-Type: application/x-protobuf\r\n")
                    .contains("\r\nContent-Encoding: gzip\r\n")
                    .contains("\r\nx-tenant: blue\r\n")
                    .containsPattern("\r\nuser-agent: engram/\\d");
            ExportTraceServiceRequest sent = ExportTraceServiceRequest.parseFrom(
                    new GZIPInputStream(new ByteArrayInputStream(server.bodies.get(0))));
            assertThat(sent.getResourceSpansCount()).isEqualTo(1);
        }
    }
}
