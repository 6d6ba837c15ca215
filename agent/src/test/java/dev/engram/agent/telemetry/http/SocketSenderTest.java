package dev.engram.agent.telemetry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.telemetry.Agent;
import dev.engram.agent.telemetry.OtlpSink;
import dev.engram.agent.telemetry.Said;
import dev.engram.agent.telemetry.export.Ledger;
import java.io.IOException;
import java.net.CookieHandler;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Sending over HTTP")
@Timeout(120)
class SocketSenderTest {

    /** Accepts connections and does with them what a test says. */
    private static final class RawServer implements AutoCloseable {
        interface Behaviour {
            void serve(Socket socket) throws IOException;
        }

        private final ServerSocket server = new ServerSocket();
        private final List<Socket> open = new CopyOnWriteArrayList<>();

        RawServer(Behaviour behaviour) throws IOException {
            server.setReceiveBufferSize(4096);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread acceptor = new Thread(() -> {
                try {
                    while (true) {
                        Socket socket = server.accept();
                        open.add(socket);
                        behaviour.serve(socket);
                    }
                } catch (IOException closed) {
                    // The test is over.
                }
            });
            acceptor.setDaemon(true);
            acceptor.start();
        }

        Map<String, String> settings() {
            return Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + server.getLocalPort(),
                    "OTEL_EXPORTER_OTLP_TIMEOUT", "500",
                    "OTEL_METRICS_EXPORTER", "none",
                    "OTEL_BSP_SCHEDULE_DELAY", "20");
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (Socket each : open) {
                each.close();
            }
        }
    }

    @Test
    @DisplayName("to a server that stops reading is cut off at its time-out, and the next batch is tried")
    void neverReads() throws Exception {
        try (RawServer server = new RawServer(socket -> {})) {
            Agent agent = new Agent(server.settings());
            // More than the sockets' buffers hold, so that the write itself blocks: 16 x 128 x 1,024 x 3 bytes.
            Map<String, String> attributes = new LinkedHashMap<>();
            for (int i = 0; i < 16; i++) {
                attributes.put("large-" + i, "arg1");
            }
            int store = agent.memory(Operation.STORE, Map.of(Field.KEY, "arg0"), attributes);
            List<String> large = Collections.nCopies(128, "€".repeat(1024));
            agent.call(store, () -> null, "k", large);
            await().until(() -> agent.ledger().exported() + agent.ledger().dropped() == 1);
            agent.call(store, () -> null, "k", large);
            await().until(() -> agent.ledger().exported() + agent.ledger().dropped() == 2);
            assertThat(agent.ledger().dropped(Ledger.Reason.EXPORT_FAILED)).isEqualTo(2);
            assertThat(agent.close(Agent.LONG)).isTrue();
        }
    }

    @Test
    @DisplayName("to something that is no HTTP server fails, with a word about it")
    void noHttp() throws Exception {
        String said = Said.by(() -> {
            try (RawServer server = new RawServer(socket -> {
                socket.getOutputStream()
                        .write("SSH-2.0-OpenSSH_9.6\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                socket.close();
            })) {
                Agent agent = new Agent(server.settings());
                agent.call(agent.delete(), () -> null, "k");
                agent.close(Agent.LONG);
                assertThat(agent.ledger().dropped(Ledger.Reason.EXPORT_FAILED)).isEqualTo(1);
            }
        });
        assertThat(said).contains("Engram could not send 1 span to").contains("OTEL_EXPORTER_OTLP_ENDPOINT");
    }

    @ParameterizedTest
    @CsvSource({
        "401, Check the credentials in OTEL_EXPORTER_OTLP_HEADERS.",
        "404, Check the path in OTEL_EXPORTER_OTLP_ENDPOINT",
        "413, Raise the collector's limit",
        "302, Look into the collector's log."
    })
    @DisplayName("and being refused names the status and what to look at")
    void refused(int status, String remedy) throws Exception {
        String said = Said.by(() -> {
            try (OtlpSink sink = new OtlpSink().answering(request -> status)) {
                Agent agent = new Agent(Agent.to(sink));
                agent.call(agent.delete(), () -> null, "k");
                agent.close(Agent.LONG);
                assertThat(sink.requests()).isEqualTo(1);
                assertThat(agent.ledger().dropped(Ledger.Reason.EXPORT_FAILED)).isEqualTo(1);
            }
        });
        assertThat(said).contains(": it answers HTTP status " + status + ". " + remedy);
    }

    @Test
    @DisplayName("keeps its connection from batch to batch")
    void keepsConnection() throws Exception {
        try (OtlpSink sink = new OtlpSink()) {
            Agent agent =
                    new Agent(Agent.to(sink, "OTEL_METRICS_EXPORTER", "none", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "5"));
            int delete = agent.delete();
            for (int i = 0; i < 50; i++) {
                agent.call(delete, () -> null, "k");
            }
            agent.close(Agent.LONG);
            assertThat(sink.requests()).isEqualTo(10);
            assertThat(sink.clients).hasSize(1);
        }
    }

    @Test
    @DisplayName("refuses a header that cannot be sent, without telling its value")
    void badHeader() throws Exception {
        String said = Said.by(() -> {
            try (OtlpSink sink = new OtlpSink()) {
                Agent agent = new Agent(Agent.to(sink, "OTEL_EXPORTER_OTLP_HEADERS", "host=hunter2"));
                agent.call(agent.delete(), () -> null, "k");
                agent.close(Agent.LONG);
                assertThat(agent.ledger().exported()).isZero();
            }
        });
        assertThat(said).contains("'host'").doesNotContain("hunter2");
    }

    @Test
    @DisplayName("hands the application's cookies and passwords to nobody")
    void noCookies() throws Exception {
        CookieHandler before = CookieHandler.getDefault();
        CookieManager cookies = new CookieManager();
        CookieHandler.setDefault(cookies);
        try (OtlpSink sink = new OtlpSink()) {
            cookies.put(java.net.URI.create(sink.endpoint()), Map.of("Set-Cookie", List.of("session=hunter2; Path=/")));
            Agent agent = new Agent(Agent.to(sink));
            agent.call(agent.delete(), () -> null, "k");
            agent.close(Agent.LONG);
            assertThat(sink.spans()).hasSize(1);
            assertThat(sink.headers).noneMatch(each -> each.contains("hunter2"));
        } finally {
            CookieHandler.setDefault(before);
        }
    }

    @Test
    @DisplayName("hears a refusal that comes while it still writes")
    void refusedEarly() throws Exception {
        String said = Said.by(() -> {
            try (RawServer server = new RawServer(socket -> {
                socket.getOutputStream()
                        .write("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            })) {
                Agent agent = new Agent(server.settings());
                Map<String, String> attributes = new LinkedHashMap<>();
                for (int i = 0; i < 16; i++) {
                    attributes.put("large-" + i, "arg1");
                }
                int store = agent.memory(Operation.STORE, Map.of(Field.KEY, "arg0"), attributes);
                agent.call(store, () -> null, "k", Collections.nCopies(128, "€".repeat(1024)));
                agent.close(Agent.LONG);
                assertThat(agent.ledger().dropped(Ledger.Reason.EXPORT_FAILED)).isEqualTo(1);
            }
        });
        assertThat(said).contains("it answers HTTP status 413");
    }
}
