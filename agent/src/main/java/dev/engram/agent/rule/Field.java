package dev.engram.agent.rule;

import java.util.Collections;
import java.util.EnumSet;
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
    AGENT_TYPE("agent.type"),
    AGENT_NAME("agent.name"),
    SESSION("session"),
    STORE("store"),
    QUERY("query"),
    SCORE("score"),
    TAGS("tags"),
    VALID("valid"),
    SEVERITY("severity"),
    STAGE("stage"),
    MODE("mode"),
    LAYERS_LOADED("layers_loaded");

    /** Those that a task rule can have. */
    public static final Set<Field> OF_TASKS =
            Collections.unmodifiableSet(EnumSet.of(AGENT_ID, AGENT_TYPE, AGENT_NAME, SESSION));

    /** Those that few rules have: a call carries them beside its rule's attributes. */
    public static final Set<Field> RARE = Collections.unmodifiableSet(EnumSet.range(AGENT_NAME, LAYERS_LOADED));

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
