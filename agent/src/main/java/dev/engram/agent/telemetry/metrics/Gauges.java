package dev.engram.agent.telemetry.metrics;

import dev.engram.agent.log.Log;
import dev.engram.agent.record.MemorySite;
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
 * Gauges: what a call last showed, by namespace and, by setting, session. Which, a rule says. Two are of the {@link Sessions}
 * that are alive: {@code memory.session.size} is the largest, {@code memory.session.count} their number. A session's size is what a
 * rule says, or that of what a retrieve in layer 1 found or a store of the whole wrote there. Nothing else shows a size by
 * itself: what is read of a cache is not the cache. Not thread-safe.
 */
final class Gauges {

    static final String SESSION_SIZE = "memory.session.size";
    static final String SESSION_COUNT = "memory.session.count";
    static final String CACHE_SIZE = "memory.cache.size";

    private static final int SESSION_LAYER = 1;

    /** What OpenTelemetry takes for a metric's name. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]{0,254}");

    /** Rules have up to four each. */
    private static final int MAX = 100;

    private static final Map<String, String> DESCRIPTIONS =
            Map.of(CACHE_SIZE, "Size of what the cache holds.", "memory.deep.count", "Records in the deep memory.");

    private final Meter meter;
    private final Labels namespaces;
    private final LayerMetrics layers;

    /** Of all gauges: mostly they have the same. */
    private final Combinations combinations;

    private final Map<String, @Nullable DoubleGauge> byName = new HashMap<>();
    private final Sessions sessions;

    Gauges(Meter meter, LayerMetrics layers, int limit, LongCounter overflowed) {
        this.meter = meter;
        this.layers = layers;
        this.combinations = new Combinations(overflowed);
        this.namespaces = Labels.of(MetricLabels.NAMESPACE.getKey(), limit, overflowed);
        this.sessions = new Sessions(System::nanoTime);
        meter.gaugeBuilder(SESSION_SIZE)
                .setDescription("Size of the largest session that is alive.")
                .setUnit("By")
                .buildWithCallback(sessions::recordSizes);
        meter.gaugeBuilder(SESSION_COUNT)
                .ofLongs()
                .setDescription("Sessions that are alive: used within the last hour.")
                .setUnit("{session}")
                .buildWithCallback(sessions::recordCounts);
    }

    /** Sets what an operation has shown; a failed one shows nothing. */
    void record(Measurement noted) {
        if (noted.errorType != null) {
            return;
        }
        List<String> names = noted.site.gaugeNames();
        double session = Double.NaN;
        for (int i = 0; i < noted.gauges.length; i++) {
            if (names.get(i).equals(SESSION_SIZE)) {
                session = noted.gauges[i];
            } else {
                set(names.get(i), noted.gauges[i], noted);
            }
        }
        if (isOfSession(noted.site)) {
            recordSession(noted, session);
        }
    }

    /** Whether its operations say something of a session. */
    static boolean isOfSession(MemorySite site) {
        return site.rule().layer() == SESSION_LAYER || site.gaugeNames().contains(SESSION_SIZE);
    }

    private void recordSession(Measurement noted, double said) {
        Operation operation = noted.site.operation();
        if (operation == Operation.SEARCH && noted.sessionKey.isEmpty()) {
            return; // it looks for sessions, and uses none
        }
        if ((operation == Operation.DELETE && noted.isOfWholeSession)
                || (operation == Operation.RETRIEVE && noted.found == 0)) {
            sessions.gone(noted.namespace, noted.sessionKey);
            return;
        }
        boolean isWhole = operation == Operation.RETRIEVE || noted.site.window() != null;
        boolean isSaid = noted.site.gaugeNames().contains(SESSION_SIZE);
        double bytes = isSaid ? said : isWhole && noted.size >= 0 ? noted.size : Double.NaN;
        // Labels that nothing is recorded with would count as too many.
        Attributes sized = Double.isNaN(bytes) ? Attributes.empty() : labels(noted);
        sessions.seen(noted.namespace, noted.sessionKey, sized, namespace(noted), bytes);
    }

    private Attributes namespace(Measurement noted) {
        return Attributes.of(MetricLabels.NAMESPACE, namespaces.bounded(noted.namespace));
    }

    private Attributes labels(Measurement noted) {
        AttributesBuilder labels = layers.session(noted).toBuilder();
        labels.put(MetricLabels.NAMESPACE, namespaces.bounded(noted.namespace));
        return combinations.bounded(labels.build(), Attributes.of(MetricLabels.NAMESPACE, namespaces.others()));
    }

    private void set(String name, double value, Measurement noted) {
        DoubleGauge gauge = Double.isNaN(value) ? null : gauge(name);
        if (gauge != null) {
            gauge.set(value, labels(noted), Context.root());
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
        boolean isBytes = name.equals(CACHE_SIZE);
        return meter.gaugeBuilder(name)
                .setDescription(DESCRIPTIONS.getOrDefault(name, "What a call last showed."))
                .setUnit(isBytes ? "By" : "")
                .build();
    }
}
