package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OTLP/gRPC as its specification has it, and what becomes of requests that are none. */
class OtlpGrpcTest {

    private static final int LIMIT = 100_000;
    private static final String TRACES = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

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
    void aMessageIsTakenAndAnswered() throws Exception {
        AggregatedHttpResponse answer =
                call(TRACES, frame(0, SeedTrace.request().toByteArray()), null);
        assertThat(answer.status().code()).isEqualTo(200);
        assertThat(answer.trailers().get("grpc-status")).isEqualTo("0");
        byte[] body = answer.content().array();
        assertThat(ExportTraceServiceResponse.parseFrom(Arrays.copyOfRange(body, 5, body.length)))
                .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
        collector.flush();
        assertThat(collector.rows("SELECT count(*) FROM spans")).containsExactly(List.of(13L));
    }

    @Test
    void garbageIsAnInvalidArgument() {
        assertStatus(call(TRACES, frame(0, new byte[] {0x0f, 1, 2}), null), "3");
        assertStatus(call(TRACES, new byte[] {1, 2}, null), "3");
        assertStatus(call(TRACES, Arrays.copyOf(frame(0, new byte[100]), 50), null), "3");
        assertStatus(call(TRACES, frame(1, new byte[] {1, 2, 3}), "gzip"), "3");
        byte[] gzip = Http.gzip(SeedTrace.request().toByteArray());
        assertStatus(call(TRACES, frame(1, Arrays.copyOf(gzip, gzip.length / 2)), "gzip"), "3");
    }

    @Test
    void whatIsTooLargeIsNotToBeSentAgain() {
        assertStatus(call(TRACES, frame(0, new byte[LIMIT + 1]), null), "8");
        assertStatus(call(TRACES, frame(1, Http.gzip(new byte[50_000_000])), "gzip"), "8");
    }

    @Test
    void anUnknownCompressionOrServiceIsUnimplemented() {
        assertStatus(call(TRACES, frame(1, new byte[3]), "snappy"), "12");
        assertStatus(
                call("/opentelemetry.proto.collector.logs.v1.LogsService/Export", frame(0, new byte[0]), null), "12");
    }

    private static AggregatedHttpResponse call(String path, byte[] body, @Nullable String encoding) {
        RequestHeadersBuilder headers = RequestHeaders.builder(HttpMethod.POST, path)
                .set("content-type", "application/grpc")
                .set("te", "trailers");
        if (encoding != null) {
            headers.set("grpc-encoding", encoding);
        }
        return WebClient.of("h2c://127.0.0.1:" + collector.get().grpcPort())
                .blocking()
                .execute(headers.build(), HttpData.wrap(body));
    }

    private static byte[] frame(int compressed, byte[] message) {
        return ByteBuffer.allocate(5 + message.length)
                .put((byte) compressed)
                .putInt(message.length)
                .put(message)
                .array();
    }

    private static void assertStatus(AggregatedHttpResponse answer, String status) {
        assertThat(answer.status().code()).isEqualTo(200);
        assertThat(answer.headers().get("grpc-status")).isEqualTo(status);
        assertThat(answer.headers().get("grpc-message")).isNotEmpty();
    }
}
