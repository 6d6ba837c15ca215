package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.engram.collector.server.forward.ForwardOptions;
import dev.engram.collector.server.forward.ForwardOptions.Protocol;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("What the collector accepts goes on to the endpoint")
class ForwardTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ParameterizedTest
    @EnumSource(Protocol.class)
    @DisplayName("byte for byte, with fields of an OTLP to come, to either protocol")
    void asItWasReceived(Protocol protocol) throws Exception {
        ExportTraceServiceRequest newer = SeedTrace.request().toBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                4711,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.copyFromUtf8("of a newer OTLP"))
                                        .build())
                        .build())
                .build();
        try (OtlpSink sink = new OtlpSink();
                TestCollector collector =
                        forwarding(sink, protocol, options -> options.withHeader("X-Tenant", "engram"))) {
            collector.send(newer);
            Awaitility.await().atMost(PATIENCE).until(() -> sink.traces.size() == 1);
            assertThat(sink.traces.get(0)).isEqualTo(newer.toByteArray());
            assertThat(sink.heads.get(0).get("x-tenant")).isEqualTo("engram");
            awaitSettled(collector, 13);
            assertThat(items(collector, "traces").path("forwarded").asInt()).isEqualTo(13);
        }
    }

    @Test
    @Tag("full")
    @DisplayName("JSON stays JSON over HTTP, and becomes protobuf for gRPC")
    void json() throws Exception {
        byte[] json = """
                {"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": "5b8efff798038103d269b633813fc60c",
                 "spanId": "eee19b7ec3c1b174", "name": "json", "startTimeUnixNano": "1544712660000000000",
                 "endTimeUnixNano": "1544712661000000000", "fieldOfTomorrow": 1}]}]}]}""".getBytes(StandardCharsets.UTF_8);
        try (OtlpSink sink = new OtlpSink();
                TestCollector overHttp = forwarding(sink, Protocol.HTTP, options -> options);
                TestCollector overGrpc = forwarding(sink, Protocol.GRPC, options -> options)) {
            Http.post(overHttp.get().httpPort(), "/v1/traces", json, "Content-Type", "application/json");
            Awaitility.await().atMost(PATIENCE).until(() -> sink.traces.size() == 1);
            assertThat(sink.traces.get(0)).isEqualTo(json);
            assertThat(sink.heads.get(0).get("content-type")).isEqualTo("application/json");

            Http.post(overGrpc.get().httpPort(), "/v1/traces", json, "Content-Type", "application/json");
            Awaitility.await().atMost(PATIENCE).until(() -> sink.traces.size() == 2);
            Span span = ExportTraceServiceRequest.parseFrom(sink.traces.get(1))
                    .getResourceSpans(0)
                    .getScopeSpans(0)
                    .getSpans(0);
            assertThat(span.getName()).isEqualTo("json");
            assertThat(HexFormat.of().formatHex(span.getSpanId().toByteArray())).isEqualTo("eee19b7ec3c1b174");
        }
    }

    @Test
    @DisplayName("also what the store has seen before")
    void repetitions() throws Exception {
        try (OtlpSink sink = new OtlpSink();
                TestCollector collector = forwarding(sink, Protocol.GRPC, options -> options)) {
            collector.send(SeedTrace.request());
            collector.send(SeedTrace.request());
            Awaitility.await().atMost(PATIENCE).until(() -> sink.spans() == 26);
            assertThat(collector.get().status().path("items").path("duplicates").asInt())
                    .isEqualTo(13);
        }
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    @DisplayName("of OpenTelemetry's own exporters too, traces and metrics")
    void ofRealExporters(Protocol protocol) throws Exception {
        try (OtlpSink sink = new OtlpSink();
                TestCollector collector = forwarding(sink, protocol, options -> options)) {
            try (SdkTracerProvider tracers = SdkTracerProvider.builder()
                            .addSpanProcessor(BatchSpanProcessor.builder(OtlpGrpcSpanExporter.builder()
                                            .setEndpoint("http://127.0.0.1:"
                                                    + collector.get().grpcPort())
                                            .build())
                                    .build())
                            .build();
                    SdkMeterProvider meters = meters(collector)) {
                tracers.get("test").spanBuilder("aqe.memory.store").startSpan().end();
                assertThat(tracers.forceFlush().join(20, TimeUnit.SECONDS).isSuccess())
                        .isTrue();
                count(meters);
            }
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(sink.spans()).isEqualTo(1);
                assertThat(sink.requestsForMetrics().stream()
                                .flatMap(request -> request.getResourceMetricsList().stream())
                                .flatMap(resource -> resource.getScopeMetricsList().stream())
                                .flatMap(scope -> scope.getMetricsList().stream())
                                .filter(metric -> metric.getName().equals("memory.operations"))
                                .map(metric -> metric.getSum().getDataPoints(0).getAsInt()))
                        .first()
                        .isEqualTo(3L);
            });
        }
    }

    private static SdkMeterProvider meters(TestCollector collector) {
        return SdkMeterProvider.builder()
                .registerMetricReader(PeriodicMetricReader.create(OtlpHttpMetricExporter.builder()
                        .setEndpoint("http://127.0.0.1:" + collector.get().httpPort() + "/v1/metrics")
                        .build()))
                .build();
    }

    private static void count(SdkMeterProvider meters) {
        meters.get("test").counterBuilder("memory.operations").build().add(3, Attributes.empty());
        assertThat(meters.forceFlush().join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
    }

    @Test
    @DisplayName("but for signals that are not asked for")
    void oneSignal() throws Exception {
        try (OtlpSink sink = new OtlpSink();
                TestCollector collector = forwarding(
                        sink,
                        Protocol.GRPC,
                        options -> options.withSignals(Set.of(dev.engram.collector.server.otlp.Signal.METRICS)))) {
            collector.send(SeedTrace.request());
            try (SdkMeterProvider meters = meters(collector)) {
                count(meters);
            }
            Awaitility.await().atMost(PATIENCE).until(() -> !sink.metrics.isEmpty());
            assertThat(items(collector, "traces").path("received").asInt()).isZero();
            assertThat(sink.requests()).isZero();
        }
    }

    @Test
    @Tag("full")
    @DisplayName("16 requests at once to a slow endpoint, and no more")
    void severalAtOnce() throws Exception {
        try (OtlpSink sink = new OtlpSink().holding();
                TestCollector collector = forwarding(sink, Protocol.GRPC, options -> options)) {
            for (int i = 0; i < 40; i++) {
                collector.send(SeedTrace.request(i));
            }
            Awaitility.await().atMost(PATIENCE).until(() -> sink.requests() >= 16);
            sink.release();
            Awaitility.await().atMost(PATIENCE).until(() -> sink.traces.size() == 40);
            assertThat(sink.mostTogether()).isEqualTo(16);
        }
    }

    @Test
    @DisplayName("and never back to itself")
    void noRing() throws Exception {
        int free;
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        CollectorOptions options = CollectorOptions.builder()
                .grpcPort(free, true)
                .httpPort(0, true)
                .apiPort(0, true)
                .forward(ForwardOptions.to("http://localhost:" + free, null))
                .build();
        assertThatThrownBy(() -> Collector.start(options))
                .isInstanceOf(StartException.class)
                .hasMessage("The address to forward to, http://localhost:" + free
                        + ", is this collector's own; give --forward the address of another.");
    }

    static TestCollector forwarding(OtlpSink sink, Protocol protocol, UnaryOperator<ForwardOptions> more) {
        return forwarding(sink.url(), protocol, more);
    }

    static TestCollector forwarding(String url, Protocol protocol, UnaryOperator<ForwardOptions> more) {
        ForwardOptions forward = more.apply(ForwardOptions.to(url, protocol));
        return new TestCollector(options -> options.forward(forward));
    }

    static JsonNode items(TestCollector collector, String signal) {
        return collector.get().status().path("forward").path(signal);
    }

    static void awaitSettled(TestCollector collector, int received) {
        Awaitility.await().atMost(PATIENCE).until(() -> {
            JsonNode items = items(collector, "traces");
            return items.path("received").asInt() == received
                    && items.path("queued").asInt() == 0;
        });
    }
}
