package dev.engram.collector.server;

import static dev.engram.collector.server.ForwardTest.awaitSettled;
import static dev.engram.collector.server.ForwardTest.forwarding;
import static dev.engram.collector.server.ForwardTest.items;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.server.Server;
import dev.engram.collector.server.OtlpSink.Answer;
import dev.engram.collector.server.forward.ForwardOptions;
import dev.engram.collector.server.forward.ForwardOptions.Protocol;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("What is wrong with the endpoint is said in one line, and its end in another")
class ForwardTroubleTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static List<Protocol> protocols() {
        return Tier.of(1, List.of(Protocol.values()));
    }

    @ParameterizedTest
    @MethodSource("protocols")
    @DisplayName("an endpoint that is down misses nothing, and is found again without a restart")
    void downAndUp(Protocol protocol) throws Exception {
        try (LogLines said = new LogLines();
                OtlpSink sink = new OtlpSink()) {
            int port = sink.goDown();
            try (TestCollector collector = forwarding("http://127.0.0.1:" + port, protocol, options -> options)) {
                for (int i = 0; i < 30; i++) {
                    collector.send(SeedTrace.request(i));
                }
                awaitLine(said, "fails");
                assertThat(collector
                                .get()
                                .status()
                                .path("forward")
                                .path("problem")
                                .asText())
                        .startsWith("the connection is refused");
                sink.comeUp(port);
                awaitSettled(collector, 390);
                assertThat(sink.spans()).isEqualTo(390);
                awaitLine(said, "works again");
                assertThat(collector
                                .get()
                                .status()
                                .path("forward")
                                .path("problem")
                                .isNull())
                        .isTrue();
            }
            assertThat(said.with("Forwarding"))
                    .containsExactly(
                            "Forwarding traces to http://127.0.0.1:" + port
                                    + " fails: the connection is refused; does it run, and listen on port " + port
                                    + "? What comes waits in memory, 64 MiB at most; then the oldest is dropped, and counted.",
                            "Forwarding traces to http://127.0.0.1:" + port + " works again.");
        }
    }

    @ParameterizedTest
    @Tag("full")
    @CsvSource({
        "HTTP, 503, Retry-After, 1",
        "HTTP, 429, Retry-After, soon",
        "GRPC, 14, x, y",
        "GRPC, 8, grpc-status-details-bin, info"
    })
    @DisplayName("a request that the endpoint may take later is sent again, as OTLP says")
    void retried(Protocol protocol, int status, String header, String value) throws Exception {
        String text = value.equals("info") ? retryInfo() : value;
        try (OtlpSink sink = new OtlpSink()
                        .answering(
                                request -> request < 3 ? Answer.status(status).with(header, text) : Answer.TAKEN);
                TestCollector collector = forwarding(sink, protocol, options -> options)) {
            collector.send(SeedTrace.request());
            awaitSettled(collector, 13);
            assertThat(sink.spans()).isEqualTo(13);
            assertThat(sink.requests()).isEqualTo(4);
            assertThat(items(collector, "traces").path("forwarded").asInt()).isEqualTo(13);
        }
    }

    @ParameterizedTest
    @Tag("full")
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP | 401 | HTTP status 401; are the credentials in --forward-header or ENGRAM_FORWARD_HEADERS right?",
                "HTTP | 403 | HTTP status 403; are the credentials",
                "HTTP | 404 | HTTP status 404; it takes no traces at /v1/traces, is that the path of an OTLP endpoint?",
                "HTTP | 413 | HTTP status 413; it limits the size of a request",
                "HTTP | 400 | HTTP status 400; its own log may say why",
                "HTTP | 301 | HTTP status 301; it sends elsewhere, give --forward the final address",
                "GRPC | 16 | gRPC status UNAUTHENTICATED; are the credentials",
                "GRPC | 7 | gRPC status PERMISSION_DENIED; are the credentials",
                "GRPC | 12 | gRPC status UNIMPLEMENTED; it takes no traces over gRPC, is it an OTLP endpoint for them?",
                "GRPC | 8 | gRPC status RESOURCE_EXHAUSTED; it is overloaded, or limits the size of a request",
                "GRPC | 3 | gRPC status INVALID_ARGUMENT; its own log may say why",
            })
    @DisplayName(
            "a request that the endpoint will never take is dropped and counted, and said once however many follow")
    void refused(Protocol protocol, int status, String words) throws Exception {
        try (LogLines said = new LogLines();
                OtlpSink sink =
                        new OtlpSink().answering(request -> request < 5 ? Answer.status(status) : Answer.TAKEN);
                TestCollector collector = forwarding(sink, protocol, options -> options)) {
            for (int i = 0; i < 5; i++) {
                collector.send(SeedTrace.request(i));
            }
            awaitSettled(collector, 65);
            // Requests are on their way at the same time, so that the one that is taken must come after all refusals.
            collector.send(SeedTrace.request(5));
            awaitSettled(collector, 78);
            assertThat(sink.requests()).isEqualTo(6);
            JsonNode items = items(collector, "traces");
            assertThat(items.path("forwarded").asInt()).isEqualTo(13);
            assertThat(items.path("droppedBy").path("refused").asInt()).isEqualTo(65);
            assertThat(said.with(" fails: it answers with "))
                    .singleElement()
                    .asString()
                    .contains(words)
                    .endsWith("What it refuses like this is lost, and counted.");
            awaitLine(said, "works again; 65 spans were lost meanwhile.");
        }
    }

    @ParameterizedTest
    @Tag("full")
    @EnumSource(Protocol.class)
    @DisplayName("of a request that is taken in part, the rest counts as rejected, with the endpoint's own words")
    void rejectedInPart(Protocol protocol) throws Exception {
        try (LogLines said = new LogLines();
                OtlpSink sink = new OtlpSink().answering(request -> Answer.rejecting(4));
                TestCollector collector = forwarding(sink, protocol, options -> options)) {
            collector.send(SeedTrace.request());
            awaitSettled(collector, 13);
            JsonNode items = items(collector, "traces");
            assertThat(items.path("forwarded").asInt()).isEqualTo(9);
            assertThat(items.path("droppedBy").path("rejected").asInt()).isEqualTo(4);
            awaitLine(
                    said,
                    "fails: it takes requests only in part, and says \"too old\". The rest is lost, and counted.");
        }
    }

    @ParameterizedTest
    @Tag("full")
    @EnumSource(Protocol.class)
    @DisplayName("one request that the endpoint never answers well does not hold up the others")
    void poison(Protocol protocol) throws Exception {
        try (OtlpSink sink = new OtlpSink()) {
            sink.failOn(SeedTrace.request(0).toByteArray());
            try (TestCollector collector = forwarding(sink, protocol, options -> options)) {
                for (int i = 0; i < 4; i++) {
                    collector.send(SeedTrace.request(i));
                }
                Awaitility.await().atMost(PATIENCE).until(() -> sink.spans() == 39);
                // The endpoint has them a moment before its answer is here.
                Awaitility.await()
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(items(collector, "traces")
                                        .path("queued")
                                        .asInt())
                                .isEqualTo(13));
            }
        }
    }

    @Test
    @Tag("full")
    @DisplayName("an endpoint that does not answer in time")
    void slow() throws Exception {
        try (LogLines said = new LogLines();
                OtlpSink sink = new OtlpSink()
                        .answering(request -> request == 0 ? Answer.TAKEN.after(Duration.ofSeconds(4)) : Answer.TAKEN);
                TestCollector collector =
                        forwarding(sink, Protocol.GRPC, options -> options.withLimits(limits(Duration.ofMinutes(5))))) {
            collector.send(SeedTrace.request());
            awaitLine(said, "fails: it does not answer within 1 s; it is overloaded, or no OTLP endpoint.");
            awaitSettled(collector, 13);
            // At least once: it had taken the first one too.
            assertThat(sink.spans()).isEqualTo(26);
        }
    }

    @Test
    @Tag("full")
    @DisplayName("a request is given up when it has been tried for long enough, and is counted")
    void givenUp() throws Exception {
        try (OtlpSink sink = new OtlpSink().answering(request -> Answer.status(503));
                TestCollector collector =
                        forwarding(sink, Protocol.HTTP, options -> options.withLimits(limits(Duration.ofSeconds(2))))) {
            collector.send(SeedTrace.request());
            awaitSettled(collector, 13);
            assertThat(sink.requests()).isGreaterThan(1);
            assertThat(items(collector, "traces")
                            .path("droppedBy")
                            .path("gave_up")
                            .asInt())
                    .isEqualTo(13);
        }
    }

    @Test
    @Tag("full")
    @DisplayName(
            "what waits when the collector ends is counted and said, and an endpoint that is away is not waited for")
    void end() throws Exception {
        try (LogLines said = new LogLines();
                OtlpSink sink = new OtlpSink()) {
            int port = sink.goDown();
            try (TestCollector collector = forwarding("http://127.0.0.1:" + port, Protocol.HTTP, options -> options)) {
                collector.send(SeedTrace.request());
                awaitLine(said, "fails");
            }
            awaitLine(said, "13 spans were not forwarded to http://127.0.0.1:" + port + ": the collector ended first.");
        }
    }

    @ParameterizedTest
    @Tag("full")
    @CsvSource({"GRPC, 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'", "HTTP, '\0\0\0\4\0\0\0\0\0'"})
    @DisplayName("a port that speaks the other protocol, and which one would be right")
    void otherProtocol(Protocol protocol, String greeting) throws Exception {
        // Servers of gRPC send their settings first, whatever comes.
        try (OneLineServer server = new OneLineServer(greeting)) {
            assertSays(
                    ForwardOptions.to(server.url(), protocol),
                    "fails: it gives no answer of OTLP over " + protocol.text() + "; " + rightPort(server.port()));
        }
    }

    @Test
    @Tag("full")
    @DisplayName("gRPC to a server of HTTP/2 that knows no gRPC")
    void grpcToHttp2() throws Exception {
        try (LogLines said = new LogLines();
                Server web = Server.builder()
                        .http(0)
                        .service("prefix:/", (ctx, request) -> HttpResponse.of("hello"))
                        .build()) {
            web.start().join();
            try (TestCollector collector =
                    forwarding("http://127.0.0.1:" + web.activeLocalPort(), Protocol.GRPC, options -> options)) {
                collector.send(SeedTrace.request());
                awaitLine(said, "fails: it answers with HTTP status 200 where one of grpc is due; is ");
            }
        }
    }

    @Test
    @Tag("full")
    @DisplayName("HTTP to a port that shows a web page to whatever is sent, as Jaeger's does: nothing is lost")
    void httpToPage() throws Exception {
        try (OneLineServer page = new OneLineServer(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 4\r\n\r\n<p/>")) {
            assertSays(
                    ForwardOptions.to(page.url(), Protocol.HTTP),
                    "fails: it answers with a web page; " + rightPort(page.port()));
        }
    }

    @ParameterizedTest
    @Tag("full")
    @EnumSource(Protocol.class)
    @DisplayName("TLS: an untrusted certificate and what to do, http to https, https to http, and at last all is well")
    void tls(Protocol protocol, @TempDir Path folder) throws Exception {
        TlsKeyPair keys = TlsKeyPair.ofSelfSigned("localhost");
        try (Server server = Server.builder()
                        .https(0)
                        .tls(keys)
                        .service("/v1/traces", (ctx, request) -> HttpResponse.of(200))
                        .service(
                                "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
                                (ctx, request) ->
                                        HttpResponse.of(com.linecorp.armeria.common.ResponseHeaders.builder(200)
                                                .contentType(com.linecorp.armeria.common.MediaType.create(
                                                        "application", "grpc"))
                                                .set("grpc-status", "0")
                                                .endOfStream(true)
                                                .build()))
                        .build();
                OtlpSink plain = new OtlpSink()) {
            server.start().join();
            int port = server.activeLocalPort();
            assertSays(
                    ForwardOptions.to("https://localhost:" + port, protocol),
                    "fails: its certificate is not accepted; is it for localhost, and who vouches for it in the trust"
                            + " store of this Java (-Djavax.net.ssl.trustStore)?");
            assertSays(
                    ForwardOptions.to("http://localhost:" + port, protocol),
                    "fails: it gives no answer of OTLP over " + protocol.text() + "; " + rightPort(port));
            assertSays(
                    ForwardOptions.to("https://localhost:" + plain.port(), protocol),
                    "fails: it speaks no TLS at port " + plain.port() + "; write http:// in place of https://.");
            try (TrustStore trusted = new TrustStore(folder.resolve("trusted.p12"), keys);
                    TestCollector collector = forwarding("https://localhost:" + port, protocol, options -> options)) {
                assertThat(trusted.file()).exists();
                collector.send(SeedTrace.request());
                awaitSettled(collector, 13);
                assertThat(items(collector, "traces").path("forwarded").asInt()).isEqualTo(13);
            }
        }
    }

    @Test
    @Tag("full")
    @DisplayName("an endpoint that comes and goes fills no log")
    void flapping() throws Exception {
        try (LogLines said = new LogLines();
                OtlpSink sink =
                        new OtlpSink().answering(request -> request % 2 == 0 ? Answer.status(503) : Answer.TAKEN);
                TestCollector collector = forwarding(sink, Protocol.HTTP, options -> options)) {
            for (int i = 0; i < 15; i++) {
                collector.send(SeedTrace.request(i));
            }
            awaitSettled(collector, 195);
            assertThat(sink.requests()).isGreaterThan(20);
            assertThat(said.with("Forwarding traces").size()).isLessThan(8);
        }
    }

    private static ForwardOptions.Limits limits(Duration request) {
        return new ForwardOptions.Limits(64 << 20, Duration.ofSeconds(1), request, Duration.ofSeconds(5));
    }

    private static String rightPort(int port) {
        return "is " + port
                + " the right port (as a rule 4317 for --forward-protocol grpc, 4318 for http/protobuf), and"
                + " http or https right?";
    }

    private static void assertSays(ForwardOptions forward, String line) throws InterruptedException {
        try (LogLines said = new LogLines();
                TestCollector collector = new TestCollector(options -> options.forward(forward))) {
            collector.send(SeedTrace.request());
            awaitLine(said, line);
            assertThat(said.with(" fails: ")).hasSize(1);
            assertThat(items(collector, "traces").path("queued").asInt()).isEqualTo(13);
        }
    }

    private static void awaitLine(LogLines said, String text) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(said.all()).anyMatch(line -> line.contains(text)));
    }

    /** google.rpc.Status with a RetryInfo of no delay: {code: 8, details: [{type_url, value: {retry_delay: {}}}]}. */
    private static String retryInfo() {
        byte[] url = "type.googleapis.com/google.rpc.RetryInfo".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        java.io.ByteArrayOutputStream any = new java.io.ByteArrayOutputStream();
        any.write(0x0A);
        any.write(url.length);
        any.writeBytes(url);
        any.writeBytes(new byte[] {0x12, 2, 0x0A, 0});
        java.io.ByteArrayOutputStream status = new java.io.ByteArrayOutputStream();
        status.writeBytes(new byte[] {0x08, 8, 0x1A, (byte) any.size()});
        status.writeBytes(any.toByteArray());
        return Base64.getEncoder().encodeToString(status.toByteArray());
    }

    /** A certificate in the trust store of this Java, for as long as it is open. */
    private record TrustStore(Path file) implements AutoCloseable {

        private static final String PROPERTY = "javax.net.ssl.trustStore";
        private static final String PASSWORD = "changeit";

        TrustStore(Path file, TlsKeyPair keys) throws Exception {
            this(file);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("endpoint", keys.certificateChain().get(0));
            try (OutputStream out = Files.newOutputStream(file)) {
                store.store(out, PASSWORD.toCharArray());
            }
            System.setProperty(PROPERTY, file.toString());
            System.setProperty(PROPERTY + "Password", PASSWORD);
        }

        @Override
        public void close() {
            System.clearProperty(PROPERTY);
            System.clearProperty(PROPERTY + "Password");
        }
    }

    /** Greets every connection with the same bytes, whatever it says, and ends it. */
    private static final class OneLineServer implements AutoCloseable {

        private final ServerSocket server;

        OneLineServer(String greeting) throws IOException {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread thread = new Thread(
                    () -> {
                        while (!server.isClosed()) {
                            try (Socket socket = server.accept()) {
                                socket.getInputStream().read();
                                socket.getOutputStream()
                                        .write(greeting.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
                                socket.shutdownOutput();
                                socket.setSoTimeout(1000);
                                socket.getInputStream().readAllBytes();
                            } catch (IOException ended) {
                                // The other side went, or the test is over.
                            }
                        }
                    },
                    "one-line-server");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return server.getLocalPort();
        }

        String url() {
            return "http://127.0.0.1:" + port();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
