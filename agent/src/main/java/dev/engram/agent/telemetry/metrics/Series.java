package dev.engram.agent.telemetry.metrics;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.LongCounter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The label sets of memory operations: operation, layer, namespace, agent. Both the
 * labels and their combinations are bounded; the rest has {@code other} for namespace and agent. Not thread-safe.
 */
final class Series {

    private static final int LAYERS = 5;

    private final Labels namespaces;
    private final Labels agents;
    private final Combinations combinations;

    /** By operation as the label says it, then by layer. */
    private final Map<String, @Nullable Group[]> groups = new HashMap<>();

    /**
     * The label sets of one operation in one layer.
     *
     * @param known by namespace, then by agent
     * @param rest of all that are not told apart
     */
    private record Group(Map<String, Map<String, Attributes>> known, Attributes rest) {}

    Series(int limit, LongCounter overflowed) {
        combinations = new Combinations(overflowed);
        namespaces = Labels.of(MetricLabels.NAMESPACE.getKey(), limit, overflowed);
        agents = Labels.of(MetricLabels.AGENT_ID.getKey(), limit, overflowed);
    }

    /** The labels of one operation; in steady state nothing is allocated. */
    Attributes of(Measurement noted) {
        String operation = noted.site.metricOperation();
        int layer = noted.site.rule().layer();
        Group group = group(noted);
        String namespace = namespaces.bounded(noted.namespace);
        String agent = noted.agent.isEmpty() ? "" : agents.bounded(noted.agent);
        Map<String, Attributes> byAgent = group.known.get(namespace);
        Attributes labels = byAgent == null ? null : byAgent.get(agent);
        if (labels != null) {
            return labels;
        }
        labels = combinations.bounded(attributes(operation, layer, namespace, agent), group.rest);
        if (!labels.equals(group.rest)) {
            group.known.computeIfAbsent(namespace, ignored -> new HashMap<>()).put(agent, labels);
        }
        return labels;
    }

    /** The labels of all operations of this kind that are not told apart. */
    Attributes rest(Measurement noted) {
        return group(noted).rest;
    }

    private Group group(Measurement noted) {
        String operation = noted.site.metricOperation();
        int layer = noted.site.rule().layer();
        @Nullable Group[] byLayer = groups.computeIfAbsent(operation, ignored -> new @Nullable Group[LAYERS]);
        Group group = byLayer[layer];
        if (group == null) {
            group = new Group(new HashMap<>(), attributes(operation, layer, namespaces.others(), agents.others()));
            byLayer[layer] = group;
        }
        return group;
    }

    private static Attributes attributes(String operation, int layer, String namespace, String agent) {
        AttributesBuilder builder =
                Attributes.builder().put(MetricLabels.OPERATION, operation).put(MetricLabels.NAMESPACE, namespace);
        if (layer > 0) {
            builder.put(MetricLabels.LAYER, String.valueOf(layer));
        }
        if (!agent.isEmpty()) {
            builder.put(MetricLabels.AGENT_ID, agent);
        }
        return builder.build();
    }
}
