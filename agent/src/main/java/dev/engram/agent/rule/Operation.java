package dev.engram.agent.rule;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a memory manager's method does. */
public enum Operation {
    STORE,
    RETRIEVE,
    SEARCH,
    DELETE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in rules, span names and attributes: {@code store}. */
    public String label() {
        return label;
    }

    /** The operation with this label, null when there is none. */
    public static @Nullable Operation of(String label) {
        for (Operation each : values()) {
            if (each.label.equals(label)) {
                return each;
            }
        }
        return null;
    }
}
