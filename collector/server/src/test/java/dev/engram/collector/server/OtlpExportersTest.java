package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What OpenTelemetry's own exporters send arrives whole. */
class OtlpExportersTest {

    private static final AttributeKey<String> KEY = AttributeKey.stringKey("memory.key");
    private static final AttributeKey<Long> SIZE = AttributeKey.longKey("memory.value_size");
    private static final AttributeKey<Boolean> FOUND = AttributeKey.booleanKey("memory.found");
    private static final AttributeKey<Double> SCORE = AttributeKey.doubleKey("test.score");
    private static final AttributeKey<List<String>> TAGS = AttributeKey.stringArrayKey("test.tags");

    private static List<Arguments> exporters() {
        return Tier.of(
                2,
                List.of(
                        Arguments.of("grpc", "none"),
                        Arguments.of("http", "gzip"),
                        Arguments.of("grpc", "gzip"),
                        Arguments.of("http", "none")));
    }

    @ParameterizedTest
    @MethodSource("exporters")
    void spansArriveWithAllTheyCarry(String protocol, String compression) throws Exception {
        try (TestCollector collector = new TestCollector()) {
            SpanExporter exporter = protocol.equals("grpc")
                    ? OtlpGrpcSpanExporter.builder()
                            .setEndpoint("http://127.0.0.1:" + collector.get().grpcPort())
                            .setCompression(compression)
                            .build()
                    : OtlpHttpSpanExporter.builder()
                            .setEndpoint("http://127.0.0.1:" + collector.get().httpPort() + "/v1/traces")
                            .setCompression(compression)
                            .build();
            record(exporter);
            collector.flush();

            assertThat(collector.rows("""
                    SELECT service_name, scope_name, name, kind, status_code, status_message,
                      attributes['memory.key'], attributes['memory.value_size'] + 1, attributes['memory.found'],
                      attributes['test.score'] * 2, attributes['test.tags'], events[1].name,
                      events[1].attributes->>'$."memory.success"', start_time < end_time
                    FROM spans WHERE parent_span_id <> ''"""))
                    .containsExactly(List.of(
                            "agentic-qe-fleet",
                            "engram-test",
                            "aqe.memory.store",
                            "CLIENT",
                            "ERROR",
                            "Write denied: no permission",
                            "schlüssel-鍵",
                            388L,
                            true,
                            1.5,
                            List.of("a", "b"),
                            "memory.store.started",
                            "true",
                            true));
            assertThat(
                            collector.rows(
                                    "SELECT count(*) FROM spans c JOIN spans p ON c.parent_span_id = p.span_id AND c.trace_id = p.trace_id"))
                    .containsExactly(List.of(1L));
        }
    }

    @ParameterizedTest
    @CsvSource({"grpc", "http"})
    void metricsArriveAsRows(String protocol) throws Exception {
        try (TestCollector collector = new TestCollector()) {
            MetricExporter exporter = protocol.equals("grpc")
                    ? OtlpGrpcMetricExporter.builder()
                            .setEndpoint("http://127.0.0.1:" + collector.get().grpcPort())
                            .build()
                    : OtlpHttpMetricExporter.builder()
                            .setEndpoint("http://127.0.0.1:" + collector.get().httpPort() + "/v1/metrics")
                            .build();
            try (SdkMeterProvider meters = SdkMeterProvider.builder()
                    .registerMetricReader(PeriodicMetricReader.create(exporter))
                    .build()) {
                meters.get("engram-test")
                        .counterBuilder("memory.operations")
                        .build()
                        .add(3, Attributes.of(KEY, "k"));
                meters.get("engram-test")
                        .histogramBuilder("memory.operation.duration")
                        .setUnit("ms")
                        .setExplicitBucketBoundariesAdvice(List.of(1.0, 10.0))
                        .build()
                        .record(12.5);
                await(meters.forceFlush());
            }
            collector.flush();
            assertThat(collector.rows("SELECT type, value, temporality, attributes->>'$.\"memory.key\"' FROM metrics"
                            + " WHERE name = 'memory.operations' LIMIT 1"))
                    .containsExactly(List.of("sum", 3.0, "cumulative", "k"));
            assertThat(collector.rows("SELECT type, unit, count, sum, min, max, bucket_bounds, bucket_counts"
                            + " FROM metrics WHERE name = 'memory.operation.duration' LIMIT 1"))
                    .containsExactly(
                            List.of("histogram", "ms", 1L, 12.5, 12.5, 12.5, List.of(1.0, 10.0), List.of(0L, 0L, 1L)));
        }
    }

    private static void record(SpanExporter exporter) {
        Function<SdkTracerProvider, Tracer> tracer = provider -> provider.get("engram-test");
        try (SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "agentic-qe-fleet")))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .build()) {
            Span task = tracer.apply(provider).spanBuilder("aqe.task.generate").startSpan();
            try (Scope scope = task.makeCurrent()) {
                Span store = tracer.apply(provider)
                        .spanBuilder("aqe.memory.store")
                        .setSpanKind(SpanKind.CLIENT)
                        .startSpan();
                store.setAttribute(KEY, "schlüssel-鍵");
                store.setAttribute(SIZE, 387L);
                store.setAttribute(FOUND, true);
                store.setAttribute(SCORE, 0.75);
                store.setAttribute(TAGS, List.of("a", "b"));
                store.addEvent("memory.store.started", Attributes.of(AttributeKey.booleanKey("memory.success"), true));
                store.setStatus(StatusCode.ERROR, "Write denied: no permission");
                store.end();
            } finally {
                task.end();
            }
            await(provider.forceFlush());
        }
    }

    private static void await(CompletableResultCode result) {
        assertThat(result.join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
    }
}
