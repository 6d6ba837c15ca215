package dev.engram.benchmarks.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The sink counts what each protocol brings")
class SinkTest {

    private Sink sink;

    @BeforeEach
    void start() throws IOException {
        sink = new Sink();
    }

    @AfterEach
    void stop() throws IOException {
        sink.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip"})
    @DisplayName("OTLP, from the SDK's own exporter")
    void otlp(String compression) {
        try (SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                                .setEndpoint("http://127.0.0.1:" + sink.port() + "/v1/traces")
                                .setCompression(compression)
                                .build())
                        .build())
                .build()) {
            Tracer tracer = provider.get("test");
            for (int i = 0; i < 1234; i++) {
                tracer.spanBuilder("span").startSpan().setAttribute("number", i).end();
            }
        }
        assertThat(sink.spans()).isEqualTo(1234);
        assertThat(sink.errors()).isZero();
    }

    @Test
    @DisplayName("Datadog: many payloads on one connection")
    void datadog() throws Exception {
        byte[] payload = {(byte) 0x92, (byte) 0x91, (byte) 0x80, (byte) 0x92, (byte) 0x80, (byte) 0x80};
        assertThat(send("/v0.4/traces", payload).body()).isEqualTo("{\"rate_by_service\":{}}");
        send("/v0.4/traces", payload);
        assertThat(send("/info", new byte[0]).body()).contains("/v0.4/traces");
        assertThat(sink.spans()).isEqualTo(6);
    }

    @Test
    @DisplayName("Elastic: compressed, in chunks, counted before the request is over")
    void elastic() throws Exception {
        String events = """
                {"metadata":{"span":1}}
                {"transaction":{"id":"{\\"span\\""}}
                {"span":{}}
                {"metricset":{}}
                {"transaction":{}}
                """;
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), sink.port());
                DeflaterOutputStream deflater = new DeflaterOutputStream(compressed, true)) {
            deflater.write(events.getBytes(StandardCharsets.UTF_8));
            deflater.flush();
            OutputStream out = socket.getOutputStream();
            out.write("""
                    POST /intake/v2/events HTTP/1.1
                    Host: sink
                    Transfer-Encoding: chunked
                    Content-Encoding: deflate

                    """.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            chunk(out, compressed);
            await().untilAsserted(() -> assertThat(sink.spans()).isEqualTo(3));

            deflater.write("{\"span\":{}}\n".getBytes(StandardCharsets.UTF_8));
            deflater.finish();
            chunk(out, compressed);
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 202");
            assertThat(sink.spans()).isEqualTo(4);
        }
    }

    private static void chunk(OutputStream out, ByteArrayOutputStream bytes) throws IOException {
        out.write((Integer.toHexString(bytes.size()) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        bytes.writeTo(out);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
        bytes.reset();
    }

    @Test
    @DisplayName("what it cannot read is an error and no span")
    void malformed() throws Exception {
        assertThat(send("/v1/traces", new byte[] {10, 100}).statusCode()).isEqualTo(400);
        assertThat(send("/count", new byte[0]).body()).isEqualTo("spans=0 bytes=0 errors=1");
    }

    private HttpResponse<String> send(String path, byte[] body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sink.port() + path))
                                .POST(BodyPublishers.ofByteArray(body))
                                .build(),
                        BodyHandlers.ofString());
    }
}
