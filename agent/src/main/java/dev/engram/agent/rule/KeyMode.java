package dev.engram.agent.rule;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How keys, patterns and session ids are shown. */
public enum KeyMode {
    /** As they are. */
    VERBATIM,
    /** As a digest: the same key shows the same, and nothing of it is told. */
    HASH,
    /** With digits, UUIDs and other ids replaced, so that keys of one kind show the same. */
    TEMPLATE,
    /** Not at all. */
    OFF;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in rules and settings: {@code hash}. */
    public String label() {
        return label;
    }

    /** The mode with this label, null when there is none. */
    public static @Nullable KeyMode of(String label) {
        for (KeyMode each : values()) {
            if (each.label.equals(label)) {
                return each;
            }
        }
        return null;
    }
}
