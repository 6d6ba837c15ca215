package dev.engram.agent.telemetry.metrics;

import dev.engram.agent.rule.Operation;
import dev.engram.agent.trace.RecordedCall;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of memory layers: session messages, cache hits and misses, deep queries, facts
 * checked, contexts loaded, records enriched. {@code result_count} is no label, and {@code session_id}
 * one only by setting, for there is no end of either. Not thread-safe.
 */
final class LayerMetrics {

    /** A query is to give 5 to 20 results. */
    private static final List<Long> RESULTS = List.of(0L, 1L, 2L, 5L, 10L, 20L, 50L, 100L, 200L, 500L, 1000L);

    /** What a chat's history consists of, as rules name it. */
    private static final String MESSAGES = "messages";

    /** Where a validation fails and its rule does not say how gravely. */
    private static final String NO_SEVERITY = "error";

    private final LongCounter messages;
    private final LongCounter hits;
    private final LongCounter misses;
    private final LongCounter queries;
    private final LongHistogram results;
    private final LongCounter validations;
    private final LongCounter violations;
    private final DoubleHistogram loads;
    private final DoubleHistogram enrichments;

    private final Combinations ofViolations;
    private final Attributes otherViolations;
    private final Combinations ofLoads;
    private final Attributes otherLoads;
    private final Labels sessions;
    private final Labels tags;
    private final Labels facts;
    private final Labels severities;
    private final Labels stages;
    private final Labels modes;
    private final Labels layersLoaded;

    LayerMetrics(Meter meter, int limit, LongCounter overflowed) {
        messages = counter(meter, "memory.layer1.session.messages", "Session messages stored.", "{message}");
        hits = counter(meter, "memory.layer2.cache.hits", "Retrieves of the cache that found something.", "{hit}");
        misses = counter(meter, "memory.layer2.cache.misses", "Retrieves of the cache that found nothing.", "{miss}");
        queries = counter(meter, "memory.layer3.deep.queries", "Queries of the deep memory.", "{query}");
        results = meter.histogramBuilder("memory.layer3.deep.results")
                .ofLongs()
                .setDescription("Results of one query of the deep memory.")
                .setUnit("{result}")
                .setExplicitBucketBoundariesAdvice(RESULTS)
                .build();
        validations = counter(meter, "memory.layer4.paf.validations", "Facts checked.", "{validation}");
        violations = counter(meter, "memory.layer4.paf.violations", "Facts that did not hold.", "{violation}");
        loads = MemoryMetrics.durations(meter, "memory.context.load.duration", "How long contexts took to load.");
        enrichments = MemoryMetrics.durations(meter, "memory.enrichment.duration", "How long enriching a record took.");
        sessions = Labels.of(MetricLabels.SESSION_ID.getKey(), limit, overflowed);
        tags = Labels.of(MetricLabels.QUERY_TAGS.getKey(), limit, overflowed);
        facts = Labels.of(MetricLabels.PAF_ID.getKey(), limit, overflowed);
        severities = Labels.of(MetricLabels.SEVERITY.getKey(), limit, overflowed);
        stages = Labels.of(MetricLabels.STAGE.getKey(), limit, overflowed);
        modes = Labels.of(MetricLabels.MODE.getKey(), limit, overflowed);
        layersLoaded = Labels.of(MetricLabels.LAYERS_LOADED.getKey(), limit, overflowed);
        ofViolations = new Combinations(overflowed);
        otherViolations =
                Attributes.of(MetricLabels.PAF_ID, facts.others(), MetricLabels.SEVERITY, severities.others());
        ofLoads = new Combinations(overflowed);
        otherLoads = Attributes.of(
                MetricLabels.STAGE,
                stages.others(),
                MetricLabels.MODE,
                modes.others(),
                MetricLabels.LAYERS_LOADED,
                layersLoaded.others());
    }

    private static LongCounter counter(Meter meter, String name, String description, String unit) {
        return meter.counterBuilder(name)
                .setDescription(description)
                .setUnit(unit)
                .build();
    }

    /** Counts an operation in the metrics of its kind and its layer; most are in none. */
    void record(Measurement noted) {
        Operation operation = noted.site.operation();
        if (operation == Operation.LOAD) {
            loads.record(noted.millis, load(noted), Context.root());
        } else if (operation == Operation.ENRICH) {
            enrichments.record(noted.millis, Attributes.empty(), Context.root());
        }
        // What failed has neither hit nor missed, and no message was stored.
        int layer = noted.errorType == null ? noted.site.rule().layer() : 0;
        if (layer == 1 && operation == Operation.STORE) {
            messages.add(messages(noted), session(noted), Context.root());
        } else if (layer == 2 && operation == Operation.RETRIEVE && noted.found != RecordedCall.UNKNOWN) {
            (noted.found == 1 ? hits : misses).add(1, session(noted), Context.root());
        } else if (layer == 3 && operation == Operation.SEARCH) {
            queries.add(1, Attributes.of(MetricLabels.QUERY_TAGS, tags.bounded(noted.tags)), Context.root());
            if (noted.resultCount >= 0) {
                results.record(noted.resultCount, Attributes.empty(), Context.root());
            }
        } else if (layer == 4 && operation == Operation.VALIDATE) {
            validated(noted);
        }
    }

    /**
     * How many messages a store in layer 1 adds: as many as the rule counts. A list of messages that is written anew has
     * grown by one, mostly; any other whole has no messages.
     */
    private static long messages(Measurement noted) {
        String window = noted.site.window();
        return window == null ? Math.max(1, noted.resultCount) : window.equals(MESSAGES) ? 1 : 0;
    }

    private void validated(Measurement noted) {
        AttributesBuilder labels = Attributes.builder();
        put(labels, MetricLabels.PAF_ID, facts, noted.fact);
        validations.add(1, labels.build(), Context.root());
        if (noted.isViolation) {
            put(labels, MetricLabels.SEVERITY, severities, noted.severity == null ? NO_SEVERITY : noted.severity);
            violations.add(1, ofViolations.bounded(labels.build(), otherViolations), Context.root());
        }
    }

    private Attributes load(Measurement noted) {
        AttributesBuilder labels = Attributes.builder();
        put(labels, MetricLabels.STAGE, stages, noted.stage);
        put(labels, MetricLabels.MODE, modes, noted.mode);
        put(labels, MetricLabels.LAYERS_LOADED, layersLoaded, noted.layersLoaded);
        return ofLoads.bounded(labels.build(), otherLoads);
    }

    /** The session's label alone; none where it is not known, or sessions are no labels. */
    Attributes session(Measurement noted) {
        return noted.session == null
                ? Attributes.empty()
                : Attributes.of(MetricLabels.SESSION_ID, sessions.bounded(noted.session));
    }

    private static void put(
            AttributesBuilder labels, AttributeKey<String> key, Labels bounded, @Nullable String value) {
        if (value != null) {
            labels.put(key, bounded.bounded(value));
        }
    }
}
