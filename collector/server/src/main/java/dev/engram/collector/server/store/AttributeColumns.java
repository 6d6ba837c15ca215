package dev.engram.collector.server.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which attribute key has which column. Bounded: a key that comes when {@link #MAX_COLUMNS} are taken, that is very
 * long, or that differs from a known one in upper and lower case alone (DuckDB's names do not tell them apart) has no
 * column; its values go to {@code other_attributes}.
 *
 * <p>Not thread-safe: the writer's own.
 */
final class AttributeColumns {

    static final int MAX_COLUMNS = 256;
    static final int MAX_KEY_LENGTH = 200;

    /** Before the key in the name of its column, so that no key meets the name of a fixed column. */
    static final String PREFIX = "a.";

    private final Map<String, ColumnType> types = new LinkedHashMap<>();
    private final Map<String, String> spellings = new TreeMap<>();

    /** The keys of the conventions, so that queries for them run on an empty store. */
    static Map<String, ColumnType> conventional() {
        Map<String, ColumnType> keys = new LinkedHashMap<>();
        for (String text : List.of("memory.operation", "memory.namespace", "memory.key", "memory.pattern")) {
            keys.put(text, ColumnType.VARCHAR);
        }
        keys.put("memory.value_size", ColumnType.BIGINT);
        keys.put("memory.ttl", ColumnType.BIGINT);
        keys.put("memory.found", ColumnType.BOOLEAN);
        keys.put("memory.limit", ColumnType.BIGINT);
        keys.put("memory.result_count", ColumnType.BIGINT);
        keys.put("agent.id", ColumnType.VARCHAR);
        keys.put("agent.type", ColumnType.VARCHAR);
        keys.put("memory.operation_duration_ms", ColumnType.DOUBLE);
        keys.put("memory.nested", ColumnType.BOOLEAN);
        keys.put("memory.session_id", ColumnType.VARCHAR);
        keys.put("gen_ai.conversation.id", ColumnType.VARCHAR);
        for (String text : List.of(
                "gen_ai.operation.name", "gen_ai.memory.record.id", "gen_ai.memory.store.id", "gen_ai.agent.id")) {
            keys.put(text, ColumnType.VARCHAR);
        }
        keys.put("gen_ai.memory.record.count", ColumnType.BIGINT);
        keys.put("workflow.name", ColumnType.VARCHAR);
        keys.put("test.name", ColumnType.VARCHAR);
        for (String text : List.of(
                "db.system.name",
                "db.operation.name",
                "db.namespace",
                "db.query.text",
                "db.query.summary",
                "db.collection.name",
                "db.stored_procedure.name",
                "db.response.status_code")) {
            keys.put(text, ColumnType.VARCHAR);
        }
        keys.put("db.operation.batch.size", ColumnType.BIGINT);
        keys.put("error.type", ColumnType.VARCHAR);
        keys.put("server.address", ColumnType.VARCHAR);
        keys.put("server.port", ColumnType.BIGINT);
        keys.put("network.peer.address", ColumnType.VARCHAR);
        keys.put("network.peer.port", ColumnType.BIGINT);
        return keys;
    }

    /** The columns in their order in the table. */
    List<Map.Entry<String, ColumnType>> list() {
        return Collections.unmodifiableList(new ArrayList<>(types.entrySet()));
    }

    /** Type of the key's column, or null where it has none. */
    @Nullable
    ColumnType type(String key) {
        return types.get(key);
    }

    boolean mayAdd(String key) {
        return !key.isEmpty() && key.length() <= MAX_KEY_LENGTH && types.size() < MAX_COLUMNS && !hasSpelling(key);
    }

    /** Whether a key has a column that differs in capitals at most; for SQL it is the same. */
    boolean hasSpelling(String key) {
        return spellings.containsKey(key.toLowerCase(Locale.ROOT));
    }

    boolean isFull() {
        return types.size() >= MAX_COLUMNS;
    }

    /** Forgets all, to be read anew from the table. */
    void clear() {
        types.clear();
        spellings.clear();
    }

    /** Notes that the table has the column, with this type from now on. */
    void put(String key, ColumnType type) {
        types.put(key, type);
        spellings.put(key.toLowerCase(Locale.ROOT), key);
    }
}
