package dev.engram.agent.telemetry.metrics;

import dev.engram.agent.telemetry.export.Destination;
import dev.engram.agent.telemetry.export.Ledger;
import dev.engram.agent.telemetry.export.Origin;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.metrics.ExemplarFilter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The instruments of memory operations and of Engram itself, and their reader. Thread-safe. */
public final class Meters {

    private static final AttributeKey<String> REASON = AttributeKey.stringKey("reason");
    private static final AttributeKey<String> EXPORTER = AttributeKey.stringKey("exporter");
    private static final AttributeKey<String> SIGNAL = AttributeKey.stringKey("signal");

    private static final List<Double> EXPORT_MS =
            List.of(0.5, 1.0, 2.5, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1000.0, 2500.0, 5000.0, 10_000.0);

    private final @Nullable ManualReader reader;
    private final MemoryMetrics memory;
    private final CommandMetrics commands;
    private final DoubleHistogram exportDuration;

    /** Instruments of a metrics SDK that is Engram's own. */
    public static Meters of(Origin origin, Ledger ledger, int labelLimit, Vitals vitals) {
        ManualReader reader = new ManualReader();
        SdkMeterProvider provider = SdkMeterProvider.builder()
                .setResource(origin.resource())
                .registerMetricReader(reader)
                // They would point to spans of the SDK, of which there are none.
                .setExemplarFilter(ExemplarFilter.alwaysOff())
                .build();
        return new Meters(provider, reader, ledger, labelLimit, vitals);
    }

    /** Instruments of another one's metrics SDK, which reads and exports them itself. */
    public Meters(MeterProvider provider, Ledger ledger, int labelLimit) {
        this(provider, null, ledger, labelLimit, null);
    }

    private Meters(
            MeterProvider provider,
            @Nullable ManualReader reader,
            Ledger ledger,
            int labelLimit,
            @Nullable Vitals vitals) {
        this.reader = reader;
        Meter meter = provider.meterBuilder(Origin.NAME)
                .setInstrumentationVersion(Origin.version())
                .build();
        LongCounter overflowed = meter.counterBuilder("engram.labels.overflowed")
                .setDescription("Measurements under one value for all, because a label has too many, by label.")
                .setUnit("{measurement}")
                .build();
        memory = new MemoryMetrics(meter, labelLimit, overflowed);
        commands = new CommandMetrics(meter, labelLimit, overflowed);
        exportDuration = meter.histogramBuilder("engram.export.duration")
                .setDescription("How long one export took, retries included.")
                .setUnit("ms")
                .setExplicitBucketBoundariesAdvice(EXPORT_MS)
                .build();
        observe(meter, ledger);
        if (vitals != null) {
            observe(meter, vitals);
        }
    }

    private static void observe(Meter meter, Vitals vitals) {
        meter.gaugeBuilder("engram.recording.level")
                .ofLongs()
                .setDescription("How much is recorded: 2 spans and metrics, 1 metrics alone, 0 nothing.")
                .setUnit("1")
                .buildWithCallback(now -> now.record(vitals.recording()));
        meter.counterBuilder("engram.recording.steps")
                .setDescription("How often self-protection has reduced the recording or brought it back.")
                .setUnit("{step}")
                .buildWithCallback(now -> now.record(vitals.steps()));
        meter.counterBuilder("engram.traces.limited")
                .setDescription("Traces that made no spans because of ENGRAM_MAX_SPANS_PER_SECOND.")
                .setUnit("{trace}")
                .buildWithCallback(now -> now.record(vitals.refusedTraces()));
    }

    private static void observe(Meter meter, Ledger ledger) {
        meter.counterBuilder("engram.events.recorded")
                .setDescription("Calls that were to be spans: exported, dropped, or on their way.")
                .setUnit("{event}")
                .buildWithCallback(now -> now.record(ledger.recorded()));
        meter.counterBuilder("engram.events.dropped")
                .setDescription("Calls that were to be spans and are lost, by reason.")
                .setUnit("{event}")
                .buildWithCallback(now -> {
                    for (Ledger.Reason each : Ledger.Reason.values()) {
                        now.record(ledger.dropped(each), Attributes.of(REASON, each.label()));
                    }
                });
        meter.counterBuilder("engram.spans.exported")
                .setDescription("Spans that every exporter has taken.")
                .setUnit("{span}")
                .buildWithCallback(now -> now.record(ledger.exported()));
        meter.gaugeBuilder("engram.ring.depth")
                .ofLongs()
                .setDescription("Calls that lie in the ring.")
                .setUnit("{event}")
                .buildWithCallback(now -> now.record(ledger.depth()));
    }

    /** For the consumer's thread. */
    public MemoryMetrics memory() {
        return memory;
    }

    /** For the consumer's thread. */
    CommandMetrics commands() {
        return commands;
    }

    /** One export is over, well or not. */
    public void exported(Destination<?> destination, String signal, long nanos) {
        exportDuration.record(nanos / 1e6, Attributes.of(EXPORTER, destination.kind(), SIGNAL, signal), Context.root());
    }

    /** All metrics as they stand; none where another one's SDK reads them. */
    public Collection<MetricData> collect() {
        return reader == null ? List.of() : reader.collect();
    }
}
