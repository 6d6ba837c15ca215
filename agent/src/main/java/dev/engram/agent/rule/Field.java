package dev.engram.agent.rule;

import static dev.engram.agent.rule.Operation.DELETE;
import static dev.engram.agent.rule.Operation.ENRICH;
import static dev.engram.agent.rule.Operation.LOAD;
import static dev.engram.agent.rule.Operation.RETRIEVE;
import static dev.engram.agent.rule.Operation.SEARCH;
import static dev.engram.agent.rule.Operation.VALIDATE;

import dev.engram.agent.rule.Path.Base;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a rule can read about a call: its name in a rule file, where it can be read, and the operations that have it. */
public enum Field {
    KEY("key", From.TEXT, Operation.STORE, RETRIEVE, DELETE, VALIDATE, LOAD, ENRICH),
    VALUE("value", From.NO_LITERAL, Operation.STORE, RETRIEVE),
    NAMESPACE("namespace", From.TEXT, Operation.values()),
    TTL("ttl", From.ENTRY, Operation.STORE),
    PATTERN("pattern", From.TEXT, SEARCH),
    LIMIT("limit", From.ENTRY, SEARCH, RETRIEVE),
    FOUND("found", From.RESULT, RETRIEVE),
    RESULT_COUNT("result_count", From.ANYWHERE, Operation.values()),
    AGENT_ID("agent.id", From.TEXT, Operation.values()),
    AGENT_TYPE("agent.type", From.TEXT, Operation.values()),
    AGENT_NAME("agent.name", From.TEXT, Operation.values()),
    SESSION("session", From.TEXT, Operation.values()),
    STORE("store", From.TEXT, Operation.values()),
    QUERY("query", From.TEXT, SEARCH),
    SCORE("score", From.RESULT, SEARCH),
    TAGS("tags", From.TEXT, Operation.values()),
    VALID("valid", From.RESULT, VALIDATE),
    SEVERITY("severity", From.TEXT, VALIDATE),
    STAGE("stage", From.TEXT, LOAD),
    MODE("mode", From.TEXT, LOAD),
    LAYERS_LOADED("layers_loaded", From.ANYWHERE, LOAD),
    RECORDS("records", From.RESULT, SEARCH, RETRIEVE),
    TRACEPARENT("traceparent", From.MESSAGE),
    RECORD_ID("record.id", From.NAME, SEARCH, RETRIEVE),
    RECORD_SCORE("record.score", From.NAME, SEARCH, RETRIEVE),
    RECORD_CONTENT("record.content", From.NAME, SEARCH, RETRIEVE),
    RECORD_METADATA("record.metadata", From.NAME, SEARCH, RETRIEVE),
    STREAM("stream", From.NO_LITERAL),
    CANCEL("cancel", From.MESSAGE);

    /** Those that a task rule can have. */
    public static final Set<Field> OF_TASKS =
            Collections.unmodifiableSet(EnumSet.of(AGENT_ID, AGENT_TYPE, AGENT_NAME, SESSION, TRACEPARENT, STREAM));

    /** Those that a rule about a stream can have. */
    public static final Set<Field> OF_STREAMS = Collections.unmodifiableSet(EnumSet.of(VALUE, STREAM, CANCEL));

    /** Those that few rules have: a call carries them beside its rule's attributes. */
    public static final Set<Field> RARE = rare();

    /** Those that metrics need of operations in a layer, or of those that are made of others. */
    public static final Set<Field> MEASURED =
            Collections.unmodifiableSet(EnumSet.of(TAGS, VALID, SEVERITY, STAGE, MODE, LAYERS_LOADED));

    private static Set<Field> rare() {
        Set<Field> all = EnumSet.range(AGENT_NAME, TRACEPARENT);
        // Each call has room for it, since it is inherited.
        all.remove(SESSION);
        return Collections.unmodifiableSet(all);
    }

    /** Where the paths of a field can begin. The call's error is for attributes alone. */
    private enum From {
        TEXT(Base.ARGUMENT, Base.THIS, Base.RETURN, Base.LITERAL, Base.TEMPLATE),
        ANYWHERE(Base.ARGUMENT, Base.THIS, Base.RETURN, Base.LITERAL),
        NO_LITERAL(Base.ARGUMENT, Base.THIS, Base.RETURN),
        ENTRY(Base.ARGUMENT, Base.THIS, Base.LITERAL),
        MESSAGE(Base.ARGUMENT, Base.THIS),
        /** What is read of each of several objects: names, no paths. */
        NAME(Base.LITERAL),
        RESULT(Base.RETURN);

        @SuppressWarnings("ImmutableEnumChecker") // Unmodifiable.
        private final Set<Base> bases;

        From(Base... bases) {
            this.bases = Collections.unmodifiableSet(EnumSet.copyOf(Arrays.asList(bases)));
        }
    }

    private final String label;
    private final From from;

    @SuppressWarnings("ImmutableEnumChecker") // Unmodifiable.
    private final Set<Operation> operations;

    Field(String label, From from, Operation... operations) {
        this.label = label;
        this.from = from;
        Set<Operation> all = EnumSet.noneOf(Operation.class);
        Collections.addAll(all, operations);
        this.operations = Collections.unmodifiableSet(all);
    }

    /** The name in a rule file. */
    public String label() {
        return label;
    }

    /** The operations that have it; none for a field of tasks alone. */
    public Set<Operation> operations() {
        return operations;
    }

    /**
     * Where its paths can begin. The value and the count of what is looked up are in the result alone.
     *
     * @param operation null in a task rule, or where the rule's is not known
     */
    public Set<Base> bases(@Nullable Operation operation) {
        boolean isLookedUp = (this == VALUE && operation == RETRIEVE) || (this == RESULT_COUNT && operation == SEARCH);
        return (isLookedUp ? From.RESULT : from).bases;
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
