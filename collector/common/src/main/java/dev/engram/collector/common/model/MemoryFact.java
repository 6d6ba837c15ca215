package dev.engram.collector.common.model;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a span reports about a memory operation, and in which attributes: Engram's, those of OpenTelemetry's GenAI conventions, and
 * those of another draft ({@code memory.result.count}, {@code memory.top_similarity}). This is the only list of them: SQL
 * ({@link #query}) and Java ({@link MemoryReading}) are made from it.
 *
 * <p>The first attribute with a value of the right type counts. An empty name of an agent, a session, a namespace or an operation
 * counts as none.
 */
public enum MemoryFact {
    AGENT(Type.NAME, "agent.id", "gen_ai.agent.id"),
    SESSION(Type.NAME, "memory.session_id", "gen_ai.conversation.id"),
    /** Without the default of memory operations. */
    NAMED_NAMESPACE(Type.NAME, "memory.namespace", "gen_ai.memory.store.id", "gen_ai.data_source.id"),
    KEY(Type.TEXT, "memory.key", "gen_ai.memory.record.id"),
    PATTERN(Type.TEXT, "memory.pattern"),
    RESULTS(Type.WHOLE, "memory.result_count", "gen_ai.memory.record.count", "memory.result.count"),
    ASKED(Type.WHOLE, "memory.limit", "gen_ai.retrieval.top_k"),
    SCORE(Type.FRACTION, "memory.score", "memory.top_similarity"),
    BYTES(Type.WHOLE, "memory.value_size"),
    FINGERPRINT(Type.TEXT, "memory.value_fingerprint"),
    TTL(Type.WHOLE, "memory.ttl"),
    REPORTS_FOUND(Type.TRUTH, "memory.found"),
    REPORTS_NESTED(Type.TRUTH, "memory.nested"),
    OWN_OPERATION(Type.NAME, "memory.operation"),
    GEN_AI_OPERATION(Type.NAME, "gen_ai.operation.name"),
    DATABASE(Type.NAME, "db.system.name"),
    SERVER(Type.NAME, "server.address");

    /** The namespace of a memory operation that names none. */
    public static final String DEFAULT_NAMESPACE = "default";

    /** Types of values. */
    enum Type {
        /** A string; an empty one is none. */
        NAME,
        TEXT,
        WHOLE,
        FRACTION,
        TRUTH;

        /** The value if it has this type, or null. */
        @Nullable
        Object of(@Nullable Object value) {
            return switch (this) {
                case NAME -> value instanceof String text && !text.isEmpty() ? text : null;
                case TEXT -> value instanceof String ? value : null;
                case WHOLE -> value instanceof Long || value instanceof Integer ? ((Number) value).longValue() : null;
                case FRACTION -> value instanceof Number number ? number.doubleValue() : null;
                case TRUTH -> value instanceof Boolean ? value : null;
            };
        }
    }

    private final Type type;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is
    private final List<String> attributes;

    MemoryFact(Type type, String... attributes) {
        this.type = type;
        this.attributes = List.of(attributes);
    }

    /** The attributes that may have it, the most telling first. */
    public List<String> attributes() {
        return attributes;
    }

    /** The name of its column. */
    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its value in a span; null if no attribute has it. */
    @Nullable
    Object of(Map<String, Object> span) {
        for (String attribute : attributes) {
            Object value = type.of(span.get(attribute));
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private String sql(UnaryOperator<String> column) {
        String values = attributes.stream()
                .map(column)
                .map(each -> type == Type.NAME ? "nullif(" + each + ", '')" : each)
                .collect(Collectors.joining(", "));
        return attributes.size() == 1 ? values : "coalesce(" + values + ")";
    }

    /**
     * A query of spans with all facts and what follows from them, as {@link MemoryReading} has it: {@code operation} (null if the
     * span is not a memory operation), {@code namespace}, {@code subject}, {@code found}, {@code nested}, {@code added},
     * {@code database_call}.
     *
     * <p>In three steps, and without columns that nobody needs: DuckDB copies an expression for each use of its name in the same
     * SELECT, and looks at all columns of each.
     *
     * @param columns other columns of spans that the query has
     * @param column gives the column of an attribute
     * @param rows spans, as a part of SQL that may stand behind FROM
     */
    public static String query(String columns, UnaryOperator<String> column, String rows) {
        String facts = Stream.of(values())
                .map(fact -> fact.sql(column) + " AS " + fact.column())
                .collect(Collectors.joining(", "));
        return """
                SELECT *,
                  coalesce(named_namespace, CASE WHEN operation IS NOT NULL THEN '%s' END) AS namespace,
                  coalesce(key, pattern) AS subject,
                  CASE WHEN operation = 'retrieve' THEN coalesce(reports_found, results > 0) END AS found,
                  coalesce(reports_nested, false) AS nested,
                  -- What is added to what is there, such as a message to a conversation, is not the key's value.
                  coalesce(gen_ai_operation IN ('create_memory', 'update_memory'), false) AS added,
                  database IS NOT NULL AS database_call
                FROM (
                  SELECT *, coalesce(own_operation, %s) AS operation
                  FROM (SELECT %s, %s FROM %s))""".formatted(DEFAULT_NAMESPACE, MemoryOperations.sqlCase("gen_ai_operation"), columns, facts, rows);
    }
}
