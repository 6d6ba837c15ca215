package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.UnharmedApp;
import com.google.protobuf.InvalidProtocolBufferException;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The agent's jar holds all that OTLP over gRPC needs")
class GrpcIT {

    private static final String SERVICE = "/opentelemetry.proto.collector.";

    private static List<String> compressions() {
        return Tier.of(List.of("gzip", "none"));
    }

    @ParameterizedTest(name = "compression {0}")
    @MethodSource("compressions")
    @DisplayName("spans and metrics arrive, and the application notices nothing")
    void arrive(String compression) throws Exception {
        Service traces = new Service();
        Service metrics = new Service();
        try (Server server = Server.builder()
                .http(0)
                .service(SERVICE + "trace.v1.TraceService/Export", traces)
                .service(SERVICE + "metrics.v1.MetricsService/Export", metrics)
                .build()) {
            server.start().join();
            Jvm.Ended with = new Jvm()
                    .environment("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
                    .environment("OTEL_EXPORTER_OTLP_COMPRESSION", compression)
                    .environment("ENGRAM_SHUTDOWN_TIMEOUT", "60000")
                    .environment("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + server.activeLocalPort())
                    .run(UnharmedApp.class, "7");

            assertThat(with.exitCode()).isEqualTo(7);
            assertThat(with.said()).hasSize(2).noneMatch(line -> line.startsWith("WARN"));
            assertThat(with.errOfTheApplication()).isEqualTo("to standard error");
        }
        assertThat(spans(traces)).isEqualTo(10);
        assertThat(names(metrics)).contains("memory.operation.duration");
        assertThat(traces.encodings).containsOnly(compression.equals("none") ? "identity" : compression);
    }

    private static int spans(Service traces) throws InvalidProtocolBufferException {
        int count = 0;
        for (byte[] message : traces.messages) {
            ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(message);
            count += request.getResourceSpans(0).getScopeSpans(0).getSpansCount();
        }
        return count;
    }

    private static List<String> names(Service metrics) throws InvalidProtocolBufferException {
        return ExportMetricsServiceRequest.parseFrom(metrics.messages.get(0))
                .getResourceMetrics(0)
                .getScopeMetrics(0)
                .getMetricsList()
                .stream()
                .map(Metric::getName)
                .toList();
    }

    /** Takes everything. By hand, since Armeria's own unary service refuses compressed messages. */
    private static final class Service implements HttpService {
        private static final int HEAD = 5;

        private final List<byte[]> messages = new CopyOnWriteArrayList<>();
        private final List<String> encodings = new CopyOnWriteArrayList<>();

        @Override
        public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
            return HttpResponse.of(request.aggregate().thenApply(this::take));
        }

        private HttpResponse take(AggregatedHttpRequest request) {
            byte[] framed = request.content().array();
            boolean isPacked = framed[0] == 1;
            InputStream message = new ByteArrayInputStream(framed, HEAD, framed.length - HEAD);
            try (InputStream in = isPacked ? new GZIPInputStream(message) : message) {
                messages.add(in.readAllBytes());
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
            encodings.add(isPacked ? request.headers().get("grpc-encoding", "absent") : "identity");
            return HttpResponse.of(
                    ResponseHeaders.of(HttpStatus.OK, HttpHeaderNames.CONTENT_TYPE, "application/grpc+proto"),
                    HttpData.wrap(new byte[HEAD]),
                    HttpHeaders.of("grpc-status", "0"));
        }
    }
}
