package dev.engram.agent.telemetry.metrics;

import dev.engram.agent.rule.Operation;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Set;

/**
 * Counts every memory operation, sampled or not: {@code memory.operation.duration} (ms), {@code memory.operation.errors},
 * {@code memory.value_size} (By) and {@code memory.search.duration} (ms), by operation, layer, namespace and agent; and in
 * the metrics of its layer, {@link LayerMetrics} and {@link Gauges}. Not thread-safe.
 *
 * <p>A load and an enrichment are made of operations that count on their own; they have durations of their own and none in
 * {@code memory.operation.duration}. Each label is bounded by {@link Labels}, and their combinations by {@link Combinations}.
 */
public final class MemoryMetrics {

    /**
     * From a map in memory to a store across the network. The limits of the alerts and targets are among them (50, 100,
     * 200, 500 and 2,000 ms): between two boundaries a percentile is a guess, and an alert would be one.
     */
    private static final List<Double> DURATIONS_MS = List.of(
            0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 25.0, 50.0, 100.0, 200.0,
            500.0, 1000.0, 2000.0, 5000.0, 10_000.0);

    /** A value of 10 KiB is suspicious, one of 1 MiB an alarm. */
    private static final List<Long> SIZES = List.of(
            64L, 256L, 1024L, 4096L, 10_240L, 65_536L, 262_144L, 1_048_576L, 4_194_304L, 16_777_216L, 67_108_864L);

    /** Names that no gauge of a rule can have. */
    static final Set<String> OWN = Set.of(
            "memory.operation.duration",
            "memory.operation.errors",
            "memory.value_size",
            "memory.search.duration",
            "memory.context.load.duration",
            "memory.enrichment.duration",
            "memory.session.count",
            "memory.layer1.session.messages",
            "memory.layer2.cache.hits",
            "memory.layer2.cache.misses",
            "memory.layer3.deep.queries",
            "memory.layer3.deep.results",
            "memory.layer4.paf.validations",
            "memory.layer4.paf.violations");

    private final DoubleHistogram duration;
    private final DoubleHistogram searches;
    private final LongCounter errors;
    private final LongHistogram valueSize;
    private final LayerMetrics layers;
    private final Gauges gauges;
    private final Series series;
    private final Labels errorTypes;
    private final Combinations ofErrors;

    /**
     * Metrics of memory.
     *
     * @param limit how many values of a label are told apart
     * @param overflowed counts measurements whose labels are not told apart
     */
    MemoryMetrics(Meter meter, int limit, LongCounter overflowed) {
        duration = durations(meter, "memory.operation.duration", "How long memory operations took.");
        searches = durations(meter, "memory.search.duration", "How long searches took.");
        errors = meter.counterBuilder("memory.operation.errors")
                .setDescription("Memory operations that failed.")
                .setUnit("{error}")
                .build();
        valueSize = meter.histogramBuilder("memory.value_size")
                .ofLongs()
                .setDescription("Sizes of values stored and found.")
                .setUnit("By")
                .setExplicitBucketBoundariesAdvice(SIZES)
                .build();
        layers = new LayerMetrics(meter, limit, overflowed);
        gauges = new Gauges(meter, layers, limit, overflowed);
        series = new Series(limit, overflowed);
        errorTypes = Labels.ofErrors(limit, overflowed);
        ofErrors = new Combinations(overflowed);
    }

    /** A histogram of durations in milliseconds. */
    static DoubleHistogram durations(Meter meter, String name, String description) {
        return meter.histogramBuilder(name)
                .setDescription(description)
                .setUnit("ms")
                .setExplicitBucketBoundariesAdvice(DURATIONS_MS)
                .build();
    }

    /** Counts one operation. */
    public void record(Measurement noted) {
        Operation operation = noted.site.operation();
        Attributes labels = series.of(noted);
        // No context: exemplars would look for a current span of the SDK, and there is never one.
        if (operation.isElementary() || operation == Operation.VALIDATE) {
            duration.record(noted.millis, labels, Context.root());
        }
        if (operation == Operation.SEARCH) {
            searches.record(noted.millis, labels, Context.root());
        }
        if (noted.size >= 0) {
            valueSize.record(noted.size, labels, Context.root());
        }
        if (noted.errorType != null) {
            Attributes failed = ofErrors.bounded(
                    with(labels, errorTypes.bounded(noted.errorType)), with(series.rest(noted), errorTypes.others()));
            errors.add(1, failed, Context.root());
        }
        layers.record(noted);
        gauges.record(noted);
    }

    private static Attributes with(Attributes labels, String errorType) {
        return labels.toBuilder().put(MetricLabels.ERROR_TYPE, errorType).build();
    }
}
