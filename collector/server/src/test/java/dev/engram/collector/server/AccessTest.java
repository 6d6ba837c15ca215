package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.BlockingWebClient;
import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.TlsKeyPair;
import dev.engram.collector.server.access.Access;
import dev.engram.collector.server.access.Token;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each port lets in who shows the token, by a name of this host, and no page of another site. */
class AccessTest {

    private static final String TOKEN = "s3cret-of/the+collector=";
    private static final String GRPC = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

    @TempDir
    private static Path folder;

    private static final ClientFactory CLIENTS = ClientFactory.builder().build();

    private static TestCollector collector;

    /** A request that each port answers, and its answer's status where the client is let in. */
    private enum Port {
        GRPC_PORT,
        HTTP_PORT,
        API_PORT;

        int number(Collector of) {
            return switch (this) {
                case GRPC_PORT -> of.grpcPort();
                case HTTP_PORT -> of.httpPort();
                case API_PORT -> of.apiPort();
            };
        }

        /** The status in terms of HTTP. */
        int status(AggregatedHttpResponse answer) {
            if (this != GRPC_PORT) {
                return answer.status().code();
            }
            String status =
                    answer.headers().get("grpc-status", answer.trailers().get("grpc-status", ""));
            return switch (status) {
                case "0" -> 200;
                case "7" -> 403;
                case "16" -> 401;
                default -> throw new AssertionError(answer.headers());
            };
        }
    }

    @BeforeAll
    static void start() {
        collector = new TestCollector(options -> options.token(new Token(TOKEN)));
    }

    @AfterAll
    static void stop() {
        collector.close();
        CLIENTS.close();
    }

    @ParameterizedTest
    @EnumSource(Port.class)
    void aRequestNeedsTheToken(Port port) {
        assertThat(status(port, headers -> headers)).isEqualTo(401);
        assertThat(status(port, with("authorization", "Bearer " + TOKEN))).isEqualTo(200);
        assertThat(status(port, with("authorization", "bearer " + TOKEN))).isEqualTo(200);
        assertThat(status(port, with("authorization", "Basic " + base64("engram:" + TOKEN))))
                .isEqualTo(200);
        for (String wrong : new String[] {
            TOKEN,
            "Bearer",
            "Bearer ",
            "Bearer " + TOKEN + "x",
            "Bearer s3cret",
            "Basic " + base64(TOKEN + ":"),
            "Basic ?"
        }) {
            assertThat(status(port, with("authorization", wrong))).as(wrong).isEqualTo(401);
        }
    }

    @Test
    void theAnswerSaysWhatIsMissingAndOffersABrowserToAsk() {
        AggregatedHttpResponse answer = call(collector, Port.API_PORT, SessionProtocol.H1C, headers -> headers);
        assertThat(answer.contentUtf8())
                .isEqualTo(
                        "{\"error\":\"The collector's token is missing or wrong; send it as the header Authorization:"
                                + " Bearer TOKEN.\"}");
        assertThat(answer.headers().getAll("www-authenticate"))
                .anyMatch(offer -> offer.startsWith("Bearer"))
                .anyMatch(offer -> offer.startsWith("Basic"));
    }

    @Test
    void aMonitorMayAskForHealthWithoutTheToken() {
        assertThat(Http.get(collector.get().apiPort(), "/health").statusCode()).isEqualTo(200);
        assertThat(Http.get(collector.get().apiPort(), "/health/").statusCode()).isEqualTo(401);
        assertThat(Http.get(collector.get().apiPort(), "/nothing").statusCode()).isEqualTo(401);
        assertThat(Http.get(collector.get().apiPort(), "/metrics").statusCode()).isEqualTo(401);
    }

    private static List<Port> ports() {
        return Tier.of(1, List.of(Port.values()));
    }

    @ParameterizedTest
    @MethodSource("ports")
    void aForeignHostIsTurnedAway(Port port) {
        try (TestCollector open = new TestCollector()) {
            assertThat(status(open, port, with(":authority", "evil.example"))).isEqualTo(403);
            assertThat(status(open, port, with(":authority", "127.0.0.1.evil.example:4317")))
                    .isEqualTo(403);
            assertThat(status(open, port, with(":authority", "LOCALHOST:4317"))).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @MethodSource("ports")
    void aPageOfAnotherSiteIsTurnedAway(Port port) {
        try (TestCollector open = new TestCollector()) {
            String here = "127.0.0.1:" + port.number(open.get());
            assertThat(status(open, port, with("origin", "http://evil.example")))
                    .isEqualTo(403);
            assertThat(status(open, port, with("origin", "null"))).isEqualTo(403);
            assertThat(status(open, port, with("origin", "http://127.0.0.1:1"))).isEqualTo(403);
            assertThat(status(open, port, with("origin", "http://" + here))).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @MethodSource("ports")
    void aCertificateMakesThePortSpeakTls(Port port) throws Exception {
        TlsKeyPair keys = TlsKeyPair.ofSelfSigned("localhost");
        Path chain = pem("chain.pem", "CERTIFICATE", encoded(keys));
        Path key = pem("key.pem", "PRIVATE KEY", keys.privateKey().getEncoded());
        try (TestCollector secured =
                        new TestCollector(options -> options.certificate(new Access.Certificate(chain, key)));
                ClientFactory trusting = ClientFactory.builder()
                        .tlsCustomizer(tls -> tls.trustManager(keys.certificateChain()))
                        .build()) {
            assertThat(secured.get().apiUrl()).startsWith("https://");
            BlockingWebClient client = WebClient.builder("https://localhost:" + port.number(secured.get()))
                    .factory(trusting)
                    .build()
                    .blocking();
            assertThat(port.status(client.execute(request(port, headers -> headers), body(port))))
                    .isEqualTo(200);
            assertThatThrownBy(() -> status(secured, port, headers -> headers)).isInstanceOf(Exception.class);
        }
    }

    @Test
    void aWrongCertificateIsNamedInOneSentence() throws Exception {
        Path nonsense = Files.writeString(folder.resolve("nonsense.pem"), "nonsense");
        assertThatThrownBy(() -> Collector.start(CollectorOptions.builder()
                        .onFreePorts()
                        .certificate(new Access.Certificate(nonsense, nonsense))
                        .build()))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("The certificate or its key cannot be read: ")
                .hasMessageEndingWith("the key as PKCS#8 without a password.");
    }

    @Test
    void beyondThisMachineItListensOnlyWithATokenOrIfToldTo() throws Exception {
        assertThatThrownBy(() -> Collector.start(
                        CollectorOptions.builder().onFreePorts().host("0.0.0.0").build()))
                .isInstanceOf(StartException.class)
                .hasMessage("On 0.0.0.0 everyone who reaches this machine could read and write the data; give"
                        + " --token-file, or --insecure if all who reach it may.");
        try (TestCollector told =
                        new TestCollector(options -> options.host("0.0.0.0").insecure(true));
                TestCollector guarded =
                        new TestCollector(options -> options.host("0.0.0.0").token(new Token(TOKEN)))) {
            assertThat(status(told, Port.HTTP_PORT, headers -> headers)).isEqualTo(200);
            assertThat(status(guarded, Port.HTTP_PORT, headers -> headers)).isEqualTo(401);
        }
    }

    @Test
    void noMessageShowsAToken() {
        assertThatThrownBy(() -> new Token("two words")).hasMessageNotContaining("two words");
        assertThat(new Token(TOKEN)).asString().doesNotContain(TOKEN);
    }

    private static int status(Port port, UnaryOperator<RequestHeadersBuilder> change) {
        return status(collector, port, change);
    }

    private static int status(TestCollector of, Port port, UnaryOperator<RequestHeadersBuilder> change) {
        return port.status(call(of, port, port == Port.GRPC_PORT ? SessionProtocol.H2C : SessionProtocol.H1C, change));
    }

    private static AggregatedHttpResponse call(
            TestCollector of, Port port, SessionProtocol protocol, UnaryOperator<RequestHeadersBuilder> change) {
        return WebClient.builder(protocol.uriText() + "://127.0.0.1:" + port.number(of.get()))
                .factory(CLIENTS)
                .build()
                .blocking()
                .execute(request(port, change), body(port));
    }

    private static RequestHeaders request(Port port, UnaryOperator<RequestHeadersBuilder> change) {
        RequestHeadersBuilder headers = switch (port) {
            case GRPC_PORT -> RequestHeaders.builder(HttpMethod.POST, GRPC).add("content-type", "application/grpc");
            case HTTP_PORT ->
                RequestHeaders.builder(HttpMethod.POST, "/v1/traces").add("content-type", "application/x-protobuf");
            case API_PORT -> RequestHeaders.builder(HttpMethod.GET, "/api/status");
        };
        return change.apply(headers).build();
    }

    private static HttpData body(Port port) {
        byte[] message = SeedTrace.request().toByteArray();
        return switch (port) {
            case GRPC_PORT ->
                HttpData.wrap(ByteBuffer.allocate(5 + message.length)
                        .put((byte) 0)
                        .putInt(message.length)
                        .put(message)
                        .array());
            case HTTP_PORT -> HttpData.wrap(message);
            case API_PORT -> HttpData.empty();
        };
    }

    private static UnaryOperator<RequestHeadersBuilder> with(String name, String value) {
        return headers -> headers.set(name, value);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] encoded(TlsKeyPair keys) throws CertificateEncodingException {
        return keys.certificateChain().get(0).getEncoded();
    }

    private static Path pem(String name, String type, byte[] bytes) throws Exception {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(
                folder.resolve(name), "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
    }
}
