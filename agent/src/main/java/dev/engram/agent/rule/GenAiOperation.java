package dev.engram.agent.rule;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code gen_ai.operation.name} can be of a memory operation. The first seven, and {@link #RETRIEVAL}, are those of
 * OpenTelemetry's GenAI conventions; the others are Engram's, for what the conventions have no word for.
 *
 * <p>The collector knows the same names: {@code MemoryOperations} in {@code collector/common}.
 */
public enum GenAiOperation {
    CREATE_MEMORY_STORE(Operation.STORE),
    DELETE_MEMORY_STORE(Operation.DELETE),

    /** The caller asks for new records. */
    CREATE_MEMORY(Operation.STORE),

    /** The caller changes records that are there. */
    UPDATE_MEMORY(Operation.STORE, Operation.ENRICH),

    /** The caller does not choose whether records are new. */
    UPSERT_MEMORY(Operation.STORE),

    SEARCH_MEMORY(Operation.SEARCH, Operation.RETRIEVE, Operation.VALIDATE, Operation.LOAD),
    DELETE_MEMORY(Operation.DELETE),

    /** A search among documents that are no memory of the agent's: retrieval-augmented generation. */
    RETRIEVAL(Operation.SEARCH, Operation.RETRIEVE),

    GET_MEMORY(Operation.RETRIEVE),
    VALIDATE_MEMORY(Operation.VALIDATE),
    LOAD_MEMORY(Operation.LOAD);

    private final String label = name().toLowerCase(Locale.ROOT);

    @SuppressWarnings("ImmutableEnumChecker") // Unmodifiable.
    private final Set<Operation> operations;

    GenAiOperation(Operation first, Operation... others) {
        this.operations = Collections.unmodifiableSet(EnumSet.of(first, others));
    }

    /** The name in attributes and rules: {@code create_memory}. */
    public String label() {
        return label;
    }

    /** The operations that can be called so. */
    public Set<Operation> operations() {
        return operations;
    }

    /** Whether it only reads, and is none of the conventions' own. */
    public boolean isOwnRead() {
        return this == GET_MEMORY || this == VALIDATE_MEMORY || this == LOAD_MEMORY;
    }

    /** What an operation is called whose rule does not say. */
    public static GenAiOperation of(Operation operation) {
        return switch (operation) {
            case STORE -> UPSERT_MEMORY;
            case RETRIEVE -> GET_MEMORY;
            case SEARCH -> SEARCH_MEMORY;
            case DELETE -> DELETE_MEMORY;
            case VALIDATE -> VALIDATE_MEMORY;
            case LOAD -> LOAD_MEMORY;
            case ENRICH -> UPDATE_MEMORY;
        };
    }

    /** The one with this label, null when there is none. */
    public static @Nullable GenAiOperation of(String label) {
        for (GenAiOperation each : values()) {
            if (each.label.equals(label)) {
                return each;
            }
        }
        return null;
    }
}
