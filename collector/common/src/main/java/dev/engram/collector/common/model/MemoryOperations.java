package dev.engram.collector.common.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How spans name memory operations: in Engram's words, or in those of OpenTelemetry's GenAI conventions. */
public final class MemoryOperations {

    /** Engram's word for each {@code gen_ai.operation.name} that is a memory operation. */
    public static final Map<String, String> GEN_AI = Map.of(
            "upsert_memory", "store",
            "create_memory", "store",
            "get_memory", "retrieve",
            "search_memory", "search",
            "delete_memory", "delete",
            "validate_memory", "validate",
            "load_memory", "load",
            "update_memory", "enrich");

    private MemoryOperations() {}

    /**
     * Engram's word for a span's operation; null where the span is no memory operation.
     *
     * @param memory the attribute {@code memory.operation}
     * @param genAi the attribute {@code gen_ai.operation.name}, which also names what is no memory operation
     */
    public static @Nullable String of(@Nullable String memory, @Nullable String genAi) {
        if (memory != null) {
            return memory;
        }
        return genAi == null ? null : GEN_AI.get(genAi);
    }
}
