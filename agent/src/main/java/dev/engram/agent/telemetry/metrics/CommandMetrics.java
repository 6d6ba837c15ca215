package dev.engram.agent.telemetry.metrics;

import dev.engram.agent.trace.SpanAttributes;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts every command of a Redis client: {@code db.client.operation.duration} (s) by OpenTelemetry's conventions for databases,
 * {@code redis.client.reads} by whether they found something, and {@code redis.client.io} (By). A pipeline or transaction is
 * one operation; each read in it counts. Not thread-safe.
 */
final class CommandMetrics {

    /** Source: OpenTelemetry's semantic conventions for database metrics. */
    private static final List<Double> DURATIONS = List.of(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0);

    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey(SpanAttributes.DB_SYSTEM.name());
    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey(SpanAttributes.DB_OPERATION.name());
    private static final AttributeKey<String> NAMESPACE = AttributeKey.stringKey(SpanAttributes.DB_NAMESPACE.name());
    private static final AttributeKey<String> STATUS = AttributeKey.stringKey(SpanAttributes.DB_STATUS_CODE.name());
    private static final AttributeKey<String> ADDRESS = AttributeKey.stringKey(SpanAttributes.SERVER_ADDRESS.name());
    private static final AttributeKey<Long> PORT = AttributeKey.longKey(SpanAttributes.SERVER_PORT.name());

    private static final Attributes HIT = Attributes.of(AttributeKey.booleanKey("redis.hit"), true);
    private static final Attributes MISS = Attributes.of(AttributeKey.booleanKey("redis.hit"), false);

    private static final AttributeKey<String> DIRECTION = AttributeKey.stringKey("network.io.direction");
    private static final Attributes TRANSMIT = Attributes.of(DIRECTION, "transmit");
    private static final Attributes RECEIVE = Attributes.of(DIRECTION, "receive");

    private final DoubleHistogram duration;
    private final LongCounter reads;
    private final LongCounter io;
    private final Labels operations;
    private final Labels errorTypes;
    private final Combinations combinations;

    /** The label sets of commands that went well, by what tells them apart. */
    private final Map<Series, Attributes> known = new HashMap<>();

    private record Series(
            String operation,
            @Nullable String namespace,
            @Nullable String address,
            int port) {}

    /**
     * Metrics of commands.
     *
     * @param limit how many values of a label are told apart
     * @param overflowed counts measurements whose labels are not told apart
     */
    CommandMetrics(Meter meter, int limit, LongCounter overflowed) {
        duration = meter.histogramBuilder("db.client.operation.duration")
                .setDescription("Duration of database client operations.")
                .setUnit("s")
                .setExplicitBucketBoundariesAdvice(DURATIONS)
                .build();
        reads = meter.counterBuilder("redis.client.reads")
                .setDescription(
                        "Reads of one key's value, by whether there was one; those that the client itself answers too.")
                .setUnit("{read}")
                .build();
        io = meter.counterBuilder("redis.client.io")
                .setDescription("Bytes of commands sent and of replies received.")
                .setUnit("By")
                .build();
        operations = Labels.of(SpanAttributes.DB_OPERATION.name(), limit, overflowed);
        errorTypes = Labels.ofErrors(limit, overflowed);
        combinations = new Combinations(overflowed);
    }

    /** Counts one command or batch. */
    void record(CommandMeasurement command) {
        add(reads, command.hits(), HIT);
        add(reads, command.misses(), MISS);
        if (command.isLocal()) {
            return;
        }
        add(io, command.requestBytes(), TRANSMIT);
        add(io, command.responseBytes(), RECEIVE);
        // No context: exemplars would look for a current span of the SDK, and there is never one.
        duration.record(command.seconds(), labels(command), Context.root());
    }

    private static void add(LongCounter counter, long value, Attributes labels) {
        if (value > 0) {
            counter.add(value, labels, Context.root());
        }
    }

    private Attributes labels(CommandMeasurement command) {
        String operation = operations.bounded(command.operation());
        Series series = new Series(operation, command.namespace(), command.address(), command.port());
        if (command.errorType() == null) {
            Attributes labels = known.get(series);
            if (labels == null) {
                labels = combinations.bounded(builder(series).build(), rest());
                if (known.size() < Combinations.MAX) {
                    known.put(series, labels);
                }
            }
            return labels;
        }
        AttributesBuilder failed =
                builder(series).put(MetricLabels.ERROR_TYPE, errorTypes.bounded(command.errorType()));
        if (command.statusCode() != null) {
            failed.put(STATUS, errorTypes.bounded(command.statusCode()));
        }
        return combinations.bounded(failed.build(), rest());
    }

    private Attributes rest() {
        return Attributes.of(SYSTEM, "redis", OPERATION, operations.others());
    }

    private static AttributesBuilder builder(Series series) {
        AttributesBuilder builder = Attributes.builder().put(SYSTEM, "redis").put(OPERATION, series.operation);
        if (series.namespace != null) {
            builder.put(NAMESPACE, series.namespace);
        }
        if (series.address != null) {
            builder.put(ADDRESS, series.address);
        }
        if (series.port > 0) {
            builder.put(PORT, (long) series.port);
        }
        return builder;
    }
}
