package dev.engram.agent.telemetry.metrics;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.context.Context;
import java.util.HashSet;
import java.util.Set;

/**
 * The label sets of one metric, bounded: each label has its limit, but they multiply. A set that is one too many is counted
 * as {@code combination}. Not thread-safe.
 */
final class Combinations {

    /** With those for the rest fewer than the 2,000 series that the SDK keeps of a metric. */
    static final int MAX = 1800;

    private static final Attributes NAME = Attributes.of(MetricLabels.ATTRIBUTE, "combination");

    private final LongCounter overflowed;
    private final Set<Attributes> known = new HashSet<>();

    Combinations(LongCounter overflowed) {
        this.overflowed = overflowed;
    }

    /** {@code labels}, or {@code rest} once {@value #MAX} different sets have been seen. */
    Attributes bounded(Attributes labels, Attributes rest) {
        if (known.contains(labels) || (known.size() < MAX && known.add(labels))) {
            return labels;
        }
        overflowed.add(1, NAME, Context.root());
        return rest;
    }
}
