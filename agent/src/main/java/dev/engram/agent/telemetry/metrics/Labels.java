package dev.engram.agent.telemetry.metrics;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.context.Context;
import java.util.HashSet;
import java.util.Set;

/**
 * The values of one metric label, bounded: what comes when there are too many is one value for all, and is counted. Not
 * thread-safe.
 */
final class Labels {

    /** Of errors OpenTelemetry has a word of its own. */
    private static final String OTHER = "other";

    private static final String OTHER_ERROR = "_OTHER";

    private final int max;
    private final String others;
    private final LongCounter overflowed;
    private final Attributes name;
    private final Set<String> known = new HashSet<>();

    private Labels(String label, String others, int max, LongCounter overflowed) {
        this.max = max;
        this.others = others;
        this.overflowed = overflowed;
        this.name = Attributes.of(MetricLabels.ATTRIBUTE, label);
    }

    /** Values of the label of that name; each that is not told apart adds one to {@code overflowed}. */
    static Labels of(String label, int max, LongCounter overflowed) {
        return new Labels(label, OTHER, max, overflowed);
    }

    /** Types of errors. */
    static Labels ofErrors(int max, LongCounter overflowed) {
        return new Labels(MetricLabels.ERROR_TYPE.getKey(), OTHER_ERROR, max, overflowed);
    }

    /** {@code value}, or the name for all others once {@code max} different values have been seen. */
    String bounded(String value) {
        if (known.contains(value) || (known.size() < max && known.add(value))) {
            return value;
        }
        overflowed.add(1, name, Context.root());
        return others;
    }

    /** The value that stands for all others. */
    String others() {
        return others;
    }
}
