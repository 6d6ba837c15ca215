package dev.engram.agent.rule;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a memory manager's method does. */
public enum Operation {
    STORE,
    RETRIEVE,
    SEARCH,
    DELETE,

    /** A value is checked against a fact that memory holds. */
    VALIDATE,

    /** A working context is put together from memory. */
    LOAD,

    /** A record is linked and tagged after it was stored. */
    ENRICH;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in rules, span names and attributes: {@code store}. */
    public String label() {
        return label;
    }

    /**
     * Whether it reads or changes records by itself. The others are made of such operations, which are therefore no parts
     * of them but count on their own.
     */
    public boolean isElementary() {
        return this == STORE || this == RETRIEVE || this == SEARCH || this == DELETE;
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
