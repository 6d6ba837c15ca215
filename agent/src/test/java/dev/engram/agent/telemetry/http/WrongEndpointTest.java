package dev.engram.agent.telemetry.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.engram.agent.it.Tier;
import dev.engram.agent.telemetry.Agent;
import dev.engram.agent.telemetry.Said;
import io.netty.handler.ssl.ClientAuth;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An endpoint of another protocol, or with TLS")
class WrongEndpointTest {

    @TempDir
    private Path folder;

    private final List<String> paths = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @Tag("full")
    @ValueSource(strings = {"http/protobuf", "grpc"})
    @DisplayName(
            "with a certificate of its own making takes spans and metrics once OTEL_EXPORTER_OTLP_CERTIFICATE names it")
    void trusted(String protocol) throws Exception {
        TlsKeyPair keys = TlsKeyPair.ofSelfSigned("localhost");
        try (Server server = server(Server.builder().https(0).tls(keys))) {
            Map<String, String> settings = settings("https://localhost:" + server.activeLocalPort(), protocol);
            assertThat(said(settings))
                    .contains(
                            ": its certificate is not trusted. Set OTEL_EXPORTER_OTLP_CERTIFICATE to a PEM file of the"
                                    + " authority that signed it.");
            assertThat(paths).isEmpty();

            settings.put("OTEL_EXPORTER_OTLP_CERTIFICATE", pem("ca", "CERTIFICATE", certificate(keys)));
            settings.put("OTEL_METRICS_EXPORTER", "otlp");
            assertThat(said(settings)).isEmpty();
            assertThat(paths).anyMatch(path -> path.contains("race")).anyMatch(path -> path.contains("etrics"));
        }
    }

    static List<String> protocols() {
        return Tier.of(List.of("http/protobuf", "grpc"));
    }

    @ParameterizedTest
    @MethodSource("protocols")
    @DisplayName("that asks for a certificate gets that of OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE")
    void known(String protocol) throws Exception {
        TlsKeyPair keys = TlsKeyPair.ofSelfSigned("localhost");
        TlsKeyPair own = TlsKeyPair.ofSelfSigned("application");
        try (Server server = server(Server.builder()
                .https(0)
                .tls(keys)
                .tlsCustomizer(tls -> tls.clientAuth(ClientAuth.REQUIRE).trustManager(own.certificateChain())))) {
            Map<String, String> settings = settings("https://localhost:" + server.activeLocalPort(), protocol);
            settings.put("OTEL_EXPORTER_OTLP_CERTIFICATE", pem("ca", "CERTIFICATE", certificate(keys)));
            settings.put("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", pem("own", "CERTIFICATE", certificate(own)));
            settings.put(
                    "OTEL_EXPORTER_OTLP_CLIENT_KEY",
                    pem("key", "PRIVATE KEY", own.privateKey().getEncoded()));
            assertThat(said(settings)).isEmpty();
            assertThat(paths).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http/protobuf", "grpc"})
    @DisplayName("and a certificate that is none, or not there: one line, and the application goes on")
    void unusable(String protocol) throws Exception {
        Map<String, String> settings = settings("https://localhost:4318", protocol);
        String text =
                Files.writeString(folder.resolve("text"), "no certificate").toString();
        settings.put("OTEL_EXPORTER_OTLP_CERTIFICATE", text);
        assertThat(said(settings))
                .contains("Spans are not sent to https://localhost:4318")
                .contains(": the file " + text
                        + " is not a PEM file of certificates. Check OTEL_EXPORTER_OTLP_CERTIFICATE");
        settings.put("OTEL_EXPORTER_OTLP_CERTIFICATE", folder.resolve("nowhere").toString());
        assertThat(said(settings)).contains(": the file " + folder.resolve("nowhere") + " cannot be read. Check");
    }

    @ParameterizedTest
    @MethodSource("protocols")
    @DisplayName("that speaks no TLS: http is to be written in place of https")
    void noTls(String protocol) throws Exception {
        try (Server server = server(Server.builder().http(0))) {
            assertThat(said(settings("https://localhost:" + server.activeLocalPort(), protocol)))
                    .contains(
                            ": the port does not speak TLS. Begin the URL in OTEL_EXPORTER_OTLP_ENDPOINT with http://.");
        }
    }

    @Test
    @DisplayName("that speaks TLS: https is to be written in place of http")
    void tls() throws Exception {
        try (Greeter server = new Greeter("\u0015\u0003\u0003\0\2\2F")) {
            assertThat(said(settings(server.url(), "http/protobuf")))
                    .contains(": the port speaks TLS. Begin the URL in OTEL_EXPORTER_OTLP_ENDPOINT with https://.");
        }
    }

    @Test
    @DisplayName("that speaks gRPC in place of HTTP: which setting and which port would be right")
    void grpc() throws Exception {
        try (Greeter server = new Greeter("\0\0\6\4\0\0\0\0\0\0\5\0\0@\0")) {
            assertThat(said(settings(server.url(), "http/protobuf")))
                    .contains(": the port speaks gRPC. Set OTEL_EXPORTER_OTLP_PROTOCOL=grpc. Or: Check that"
                            + " OTEL_EXPORTER_OTLP_ENDPOINT names the port for OTLP over HTTP, mostly 4318.");
        }
    }

    @Test
    @DisplayName("that speaks HTTP/1.1 in place of gRPC: which setting and which port would be right")
    void http() throws Exception {
        try (Greeter server = new Greeter("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")) {
            // Whether the answer or the end of the connection is seen first is the connection's own affair.
            assertThat(said(settings(server.url(), "grpc")))
                    .containsPattern(
                            ": (the port speaks HTTP and not gRPC|it closes the connection)\\. .* OTLP over gRPC, mostly"
                                    + " 4317\\.");
        }
    }

    @Test
    @DisplayName("that shows a web page to whatever is sent, as Jaeger's does: nothing is taken for sent")
    void page() throws Exception {
        try (Greeter server = new Greeter(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 4\r\n\r\n<p/>")) {
            assertThat(said(settings(server.url(), "http/protobuf")))
                    .contains(": it answers with a web page. Check that OTEL_EXPORTER_OTLP_ENDPOINT names the port for"
                            + " OTLP over HTTP, mostly 4318.");
        }
    }

    @ParameterizedTest
    @Tag("full")
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | http/protobuf | HTTP status 401. Check the credentials in OTEL_EXPORTER_OTLP_HEADERS.",
                "404 | http/protobuf | HTTP status 404. Check the path in OTEL_EXPORTER_OTLP_ENDPOINT",
                "404 | grpc | names the port for OTLP over gRPC, mostly 4317."
            })
    @DisplayName("that answers with a refusal: what to look at")
    void refused(int status, String protocol, String words) throws Exception {
        try (Server server = Server.builder()
                .http(0)
                .serviceUnder("/", (ctx, request) -> HttpResponse.of(status))
                .build()) {
            server.start().join();
            assertThat(said(settings("http://localhost:" + server.activeLocalPort(), protocol)))
                    .contains(words);
        }
    }

    /** What Engram says while one span is sent. */
    private static String said(Map<String, String> settings) throws Exception {
        return Said.by(() -> {
            Agent agent = new Agent(settings);
            agent.call(agent.store(), () -> null, "k", "v", "n");
            agent.close(Agent.LONG);
        });
    }

    private static Map<String, String> settings(String endpoint, String protocol) {
        return new HashMap<>(Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", endpoint,
                "OTEL_EXPORTER_OTLP_PROTOCOL", protocol,
                "OTEL_EXPORTER_OTLP_TIMEOUT", "30000",
                "OTEL_METRICS_EXPORTER", "none",
                "OTEL_BSP_SCHEDULE_DELAY", "20"));
    }

    private Server server(ServerBuilder builder) {
        Server server = builder.serviceUnder("/", (ctx, request) -> take(ctx.path(), request))
                .build();
        server.start().join();
        return server;
    }

    private HttpResponse take(String path, HttpRequest request) {
        return HttpResponse.of(request.aggregate().thenApply(whole -> {
            paths.add(path);
            return path.endsWith("/Export")
                    ? HttpResponse.of(
                            ResponseHeaders.builder(200)
                                    .contentType(MediaType.create("application", "grpc"))
                                    .build(),
                            HttpData.wrap(new byte[5]),
                            HttpHeaders.of("grpc-status", "0"))
                    : HttpResponse.of(200);
        }));
    }

    private static byte[] certificate(TlsKeyPair keys) throws Exception {
        return keys.certificateChain().get(0).getEncoded();
    }

    private String pem(String name, String what, byte[] content) throws IOException {
        return Files.writeString(
                        folder.resolve(name),
                        "-----BEGIN " + what + "-----\n"
                                + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + what + "-----\n")
                .toString();
    }

    /** Answers every connection with the same bytes, whatever it says. */
    private static final class Greeter implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

        Greeter(String greeting) throws IOException {
            Thread thread = new Thread(
                    () -> {
                        while (!server.isClosed()) {
                            try (Socket socket = server.accept()) {
                                socket.getInputStream().read();
                                socket.getOutputStream().write(greeting.getBytes(StandardCharsets.ISO_8859_1));
                                socket.shutdownOutput();
                                socket.setSoTimeout(200);
                                socket.getInputStream().readAllBytes();
                            } catch (IOException ended) {
                                // The other side went, or the test is over.
                            }
                        }
                    },
                    "greeter");
            thread.setDaemon(true);
            thread.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
