package dev.engram.agent.rule;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a rule can read about a call. */
public enum Field {
    KEY("key"),
    VALUE("value"),
    NAMESPACE("namespace"),
    TTL("ttl"),
    PATTERN("pattern"),
    LIMIT("limit"),
    FOUND("found"),
    RESULT_COUNT("result_count"),
    AGENT_ID("agent.id"),
    AGENT_TYPE("agent.type");

    /** Those that a task rule can have. */
    public static final Set<Field> OF_TASKS = Set.of(AGENT_ID, AGENT_TYPE);

    private final String label;

    Field(String label) {
        this.label = label;
    }

    /** The name in a rule file. */
    public String label() {
        return label;
    }

    /** The field with this label, null when there is none. */
    public static @Nullable Field of(String label) {
        for (Field each : values()) {
            if (each.label.equals(label)) {
                return each;
            }
        }
        return null;
    }
}
