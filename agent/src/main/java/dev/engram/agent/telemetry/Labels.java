package dev.engram.agent.telemetry;

import java.util.HashSet;
import java.util.Set;

/** The values of one metric label, bounded: what comes when there are too many is one value for all. Not thread-safe. */
final class Labels {

    private final int max;
    private final String others;
    private final Set<String> known = new HashSet<>();

    Labels(int max, String others) {
        this.max = max;
        this.others = others;
    }

    /** {@code value}, or the name for all others once {@code max} different values have been seen. */
    String bounded(String value) {
        if (known.contains(value)) {
            return value;
        }
        return known.size() < max && known.add(value) ? value : others;
    }
}
