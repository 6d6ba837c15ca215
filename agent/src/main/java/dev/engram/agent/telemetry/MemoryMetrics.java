package dev.engram.agent.telemetry;

import dev.engram.agent.rule.Operation;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts every memory operation, sampled or not: {@code memory.operation.duration} (ms), {@code memory.operation.errors},
 * {@code memory.value_size} (By), by operation, namespace and agent. Not thread-safe.
 *
 * <p>At most {@value #MAX_VALUES} namespaces and agents are told apart, the rest is {@code other}; of error types the rest
 * is {@code _OTHER}, as OpenTelemetry has it. The SDK bounds their combinations.
 */
final class MemoryMetrics {

    static final int MAX_VALUES = 200;

    /** From a map in memory to a store across the network; 50 ms is the seed's alert. */
    private static final List<Double> DURATIONS_MS = List.of(
            0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0,
            500.0, 1000.0, 2500.0, 5000.0, 10_000.0);

    /** 10 KiB is where the seed finds a value suspicious, 1 MiB where it raises the alarm. */
    private static final List<Long> SIZES = List.of(
            64L, 256L, 1024L, 4096L, 10_240L, 65_536L, 262_144L, 1_048_576L, 4_194_304L, 16_777_216L, 67_108_864L);

    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey(Keys.OPERATION.name());
    private static final AttributeKey<String> NAMESPACE = AttributeKey.stringKey(Keys.NAMESPACE.name());
    private static final AttributeKey<String> AGENT_ID = AttributeKey.stringKey(Keys.AGENT_ID.name());
    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey(Keys.ERROR_TYPE.name());

    private final DoubleHistogram duration;
    private final LongCounter errors;
    private final LongHistogram valueSize;
    private final Labels namespaces = new Labels(MAX_VALUES, "other");
    private final Labels agents = new Labels(MAX_VALUES, "other");
    private final Labels errorTypes = new Labels(MAX_VALUES, "_OTHER");

    /** By namespace, agent, operation. Bounded by the labels. */
    private final Map<String, Map<String, Map<Operation, Attributes>>> series = new HashMap<>();

    MemoryMetrics(Meter meter) {
        duration = meter.histogramBuilder("memory.operation.duration")
                .setDescription("How long memory operations took.")
                .setUnit("ms")
                .setExplicitBucketBoundariesAdvice(DURATIONS_MS)
                .build();
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
    }

    /** Counts one operation that was noted before. */
    void record(Measurement noted) {
        record(noted.operation, noted.namespace, noted.agent, noted.millis, noted.size, noted.errorType);
    }

    /** Counts one operation; the fields are those of a {@link Measurement}. */
    void record(
            Operation operation, String namespace, String agent, double millis, long size, @Nullable String errorType) {
        Attributes labels = labels(operation, namespace, agent);
        // No context: exemplars would look for a current span of the SDK, and there is never one.
        duration.record(millis, labels, Context.root());
        if (size >= 0) {
            valueSize.record(size, labels, Context.root());
        }
        if (errorType != null) {
            errors.add(
                    1,
                    labels.toBuilder()
                            .put(ERROR_TYPE, errorTypes.bounded(errorType))
                            .build(),
                    Context.root());
        }
    }

    private Attributes labels(Operation operation, String givenNamespace, String givenAgent) {
        String namespace = namespaces.bounded(givenNamespace);
        String agent = givenAgent.isEmpty() ? "" : agents.bounded(givenAgent);
        Map<Operation, Attributes> known = series.computeIfAbsent(namespace, ignored -> new HashMap<>())
                .computeIfAbsent(agent, ignored -> new EnumMap<>(Operation.class));
        Attributes labels = known.get(operation);
        if (labels == null) {
            AttributesBuilder builder =
                    Attributes.builder().put(OPERATION, operation.label()).put(NAMESPACE, namespace);
            if (!agent.isEmpty()) {
                builder.put(AGENT_ID, agent);
            }
            labels = builder.build();
            known.put(operation, labels);
        }
        return labels;
    }
}
