package dev.engram.agent.telemetry.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.engram.agent.config.Settings;
import dev.engram.agent.telemetry.OtlpSink;
import dev.engram.agent.telemetry.export.Origin;
import dev.engram.agent.telemetry.http.Retries;
import dev.engram.agent.telemetry.http.Sender;
import dev.engram.agent.telemetry.http.Target;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The SDK's own exporter is the oracle: a real endpoint gets the same metrics from both. */
@DisplayName("Metrics as OTLP, compared with what the SDK's exporter sends")
@Timeout(60)
class MetricEncoderTest {

    private static final Attributes LABELS = Attributes.of(
            AttributeKey.stringKey("memory.namespace"), "Pläne \uD83D\uDE00",
            AttributeKey.stringKey("operation"), "store",
            AttributeKey.longKey("layer"), 3L);

    private static final class Collected implements MetricExporter {
        private final List<MetricData> metrics = new CopyOnWriteArrayList<>();

        @Override
        public AggregationTemporality getAggregationTemporality(InstrumentType type) {
            return AggregationTemporality.CUMULATIVE;
        }

        @Override
        public CompletableResultCode export(Collection<MetricData> collected) {
            metrics.addAll(collected);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    /** What a reader collects once {@code recording} has happened. */
    private static List<MetricData> collect(Origin origin, Aggregation aggregation, Consumer<Meter> recording) {
        Collected collected = new Collected();
        try (SdkMeterProvider provider = SdkMeterProvider.builder()
                .setResource(origin.resource())
                .registerView(
                        InstrumentSelector.builder().setName("other").build(),
                        View.builder().setAggregation(aggregation).build())
                .registerMetricReader(PeriodicMetricReader.builder(collected)
                        .setInterval(1, TimeUnit.HOURS)
                        .build())
                .build()) {
            Meter meter = provider.meterBuilder(Origin.NAME)
                    .setInstrumentationVersion(String.valueOf(origin.scope().getVersion()))
                    .build();
            recording.accept(meter);
            provider.forceFlush().join(30, TimeUnit.SECONDS);
        }
        // Without what the SDK's reader says of itself; Engram's says nothing.
        return collected.metrics.stream()
                .filter(each -> each.getInstrumentationScopeInfo().getName().equals(Origin.NAME))
                .toList();
    }

    private static void assertSame(Consumer<Meter> recording) throws Exception {
        try (OtlpSink sink = new OtlpSink();
                OtlpHttpMetricExporter sdk = OtlpHttpMetricExporter.builder()
                        .setEndpoint(sink.endpoint() + "/v1/metrics")
                        .build()) {
            Settings settings = Settings.read(null, Map.of(), Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", sink.endpoint()));
            Origin origin = new Origin(settings);
            List<MetricData> metrics = collect(origin, Aggregation.defaultAggregation(), recording);
            Retries retries = new Retries();
            OtlpExporter<Collection<MetricData>> ours = OtlpExporter.ofMetrics(
                    origin, Sender.to(new Target(settings.exports().metrics(), "", retries.policy()), retries));
            assertThat(ours.export(metrics)).isNull();
            ours.close();
            assertThat(sdk.export(metrics).join(30, TimeUnit.SECONDS).isSuccess())
                    .isTrue();
            assertThat(sink.metrics).hasSize(2);
            assertThat(sink.metrics.get(0)).isEqualTo(sink.metrics.get(1));
            assertThat(sink.metrics
                            .get(0)
                            .getResourceMetrics(0)
                            .getScopeMetrics(0)
                            .getMetricsList())
                    .isNotEmpty();
        }
    }

    @Test
    @DisplayName("counters, of whole numbers and of others, up and down")
    void sums() throws Exception {
        assertSame(meter -> {
            meter.counterBuilder("calls")
                    .setUnit("{call}")
                    .setDescription("All calls.")
                    .build()
                    .add(7, LABELS);
            meter.counterBuilder("seconds").ofDoubles().build().add(0.25);
            meter.upDownCounterBuilder("open").build().add(-3, LABELS);
            meter.counterBuilder("observed").buildWithCallback(now -> {
                now.record(Long.MAX_VALUE, LABELS);
                now.record(0);
            });
        });
    }

    @Test
    @DisplayName("gauges, of whole numbers and of others")
    void gauges() throws Exception {
        assertSame(meter -> {
            meter.gaugeBuilder("size").build().set(-1e300, LABELS);
            meter.gaugeBuilder("depth").ofLongs().build().set(Long.MIN_VALUE);
            meter.gaugeBuilder("odd").build().set(Double.NaN);
        });
    }

    @Test
    @DisplayName("histograms, with one value, many, and none in most buckets")
    void histograms() throws Exception {
        assertSame(meter -> {
            var durations = meter.histogramBuilder("duration")
                    .setUnit("ms")
                    .setExplicitBucketBoundariesAdvice(List.of(0.001, 0.5, 1.0, 1000.0))
                    .build();
            for (int i = 0; i < 1000; i++) {
                durations.record(i / 7.0, LABELS);
            }
            durations.record(1e9);
            meter.histogramBuilder("bytes").ofLongs().build().record(65_536, LABELS);
        });
    }

    @Test
    @DisplayName("many metrics of many points, longer than the guessed lengths")
    void many() throws Exception {
        assertSame(meter -> {
            for (int i = 0; i < 20; i++) {
                var counter = meter.counterBuilder("counter." + i).build();
                for (int j = 0; j < 100; j++) {
                    counter.add(j, Attributes.of(AttributeKey.stringKey("namespace"), "n".repeat(j)));
                }
            }
        });
    }

    @Test
    @DisplayName("a kind that Engram's meters never make is refused, and not sent as another one")
    void otherKind() {
        Origin origin = new Origin(Settings.read(null, Map.of(), Map.of()));
        List<MetricData> metrics = collect(
                origin,
                Aggregation.base2ExponentialBucketHistogram(),
                meter -> meter.histogramBuilder("other").build().record(1));
        assertThatThrownBy(() -> MetricEncoder.encode(metrics))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("EXPONENTIAL_HISTOGRAM");
    }
}
