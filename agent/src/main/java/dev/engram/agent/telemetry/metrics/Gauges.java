package dev.engram.agent.telemetry.metrics;

import dev.engram.agent.log.Log;
import dev.engram.agent.rule.Operation;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleGauge;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gauges: what a call last showed of a size, by namespace and, by setting, session. Which, a rule says; where a rule of
 * layer 1 or 2 does not, a retrieve there shows {@code memory.session.size} or {@code memory.cache.size}: the bytes of what it
 * found, which is the session or the cache's window as the agent sees it. Nothing shows {@code memory.deep.count} by
 * itself. Not thread-safe.
 */
final class Gauges {

    static final String SESSION_SIZE = "memory.session.size";
    static final String CACHE_SIZE = "memory.cache.size";

    /** What OpenTelemetry takes for a metric's name. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]{0,254}");

    /** Rules have up to four each. */
    private static final int MAX = 100;

    private static final Map<String, String> DESCRIPTIONS = Map.of(
            SESSION_SIZE,
            "Size of a session's context.",
            CACHE_SIZE,
            "Size of what the cache holds.",
            "memory.deep.count",
            "Records in the deep memory.");

    private final Meter meter;
    private final Labels namespaces;
    private final LayerMetrics layers;

    /** Of all gauges: mostly they have the same. */
    private final Combinations combinations;

    private final Map<String, @Nullable DoubleGauge> byName = new HashMap<>();

    Gauges(Meter meter, LayerMetrics layers, int limit, LongCounter overflowed) {
        this.meter = meter;
        this.layers = layers;
        this.combinations = new Combinations(overflowed);
        this.namespaces = Labels.of(MetricLabels.NAMESPACE.getKey(), limit, overflowed);
    }

    /** Sets what an operation has shown; a failed one shows nothing. */
    void record(Measurement noted) {
        if (noted.errorType != null) {
            return;
        }
        List<String> names = noted.site.gaugeNames();
        for (int i = 0; i < noted.gauges.length; i++) {
            set(names.get(i), noted.gauges[i], noted);
        }
        String standard = standard(noted);
        if (standard != null && noted.size >= 0 && !names.contains(standard)) {
            set(standard, (double) noted.size, noted);
        }
    }

    private static @Nullable String standard(Measurement noted) {
        int layer =
                noted.site.operation() == Operation.RETRIEVE ? noted.site.rule().layer() : 0;
        return layer == 1 ? SESSION_SIZE : layer == 2 ? CACHE_SIZE : null;
    }

    private void set(String name, double value, Measurement noted) {
        DoubleGauge gauge = Double.isNaN(value) ? null : gauge(name);
        if (gauge != null) {
            AttributesBuilder labels = layers.session(noted).toBuilder();
            labels.put(MetricLabels.NAMESPACE, namespaces.bounded(noted.namespace));
            gauge.set(
                    value,
                    combinations.bounded(labels.build(), Attributes.of(MetricLabels.NAMESPACE, namespaces.others())),
                    Context.root());
        }
    }

    /** Null for a name that no gauge can have. */
    private @Nullable DoubleGauge gauge(String name) {
        if (!byName.containsKey(name)) {
            byName.put(name, byName.size() < MAX && isFree(name) ? build(name) : null);
        }
        return byName.get(name);
    }

    private static boolean isFree(String name) {
        boolean isFree = NAME.matcher(name).matches() && !MemoryMetrics.OWN.contains(name);
        if (!isFree) {
            Log.warnOnce(
                    "The gauge " + name + " is left out: it has the name of another metric, or one that OpenTelemetry"
                            + " does not take; use letters, digits, dots and underscores.");
        }
        return isFree;
    }

    private DoubleGauge build(String name) {
        boolean isBytes = name.equals(SESSION_SIZE) || name.equals(CACHE_SIZE);
        return meter.gaugeBuilder(name)
                .setDescription(DESCRIPTIONS.getOrDefault(name, "What a call last showed."))
                .setUnit(isBytes ? "By" : "")
                .build();
    }
}
