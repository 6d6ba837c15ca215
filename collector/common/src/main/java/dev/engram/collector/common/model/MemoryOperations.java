package dev.engram.collector.common.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How spans name memory operations: in Engram's words, or in those of OpenTelemetry's GenAI conventions. The one list of
 * these names: {@code memory_operations.sql} is compared with it, and so are the names that the agent gives.
 */
public final class MemoryOperations {

    /** Engram's word for each {@code gen_ai.operation.name} that is a memory operation. */
    public static final Map<String, String> GEN_AI = genAi();

    private static Map<String, String> genAi() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("create_memory_store", "store");
        names.put("delete_memory_store", "delete");
        names.put("create_memory", "store");
        names.put("update_memory", "store");
        names.put("upsert_memory", "store");
        names.put("search_memory", "search");
        names.put("delete_memory", "delete");
        names.put("retrieval", "search");
        names.put("get_memory", "retrieve");
        names.put("validate_memory", "validate");
        names.put("load_memory", "load");
        return Collections.unmodifiableMap(names);
    }

    private MemoryOperations() {}

    /** A {@code CASE} of SQL that gives Engram's word for what this column or expression names; NULL for anything else. */
    public static String sqlCase(String column) {
        StringBuilder sql = new StringBuilder("CASE ").append(column);
        GEN_AI.forEach((genAi, word) -> sql.append(" WHEN '")
                .append(genAi)
                .append("' THEN '")
                .append(word)
                .append('\''));
        return sql.append(" END").toString();
    }

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
