package dev.engram.collector.server.store.read;

import dev.engram.collector.common.model.Span;
import dev.engram.collector.server.store.Store;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Finds spans by what they have, and reads them whole, for programs that show traces. Every read has a limit of time and of
 * number. Thread-safe; reads on the caller's thread.
 */
public final class SpanSearch {

    /** Most traces that are found at once. */
    public static final int MAX_TRACES = 1500;

    /** Most spans that are read at once, of all traces together. */
    public static final int MAX_SPANS = 200_000;

    /** Spans of a part of a long answer. */
    private static final long PART = 20_000;

    /** Most services, operations or dependencies. */
    private static final int MAX_NAMES = 10_000;

    /**
     * Nodes are agents, memories and databases; a span of none of these is its service's. A memory is called by the agent
     * that its span names, all else by the node of the parent. What a service does within itself is no call.
     */
    private static final String DEPENDENCIES = """
            WITH node AS (
              SELECT trace_id, span_id, parent_span_id, service_name, agent,
                     NOT database_call AND operation IS NULL AS plain,
                     operation IS NOT NULL AND NOT nested AS whole,
                     coalesce(database, CASE WHEN operation IS NOT NULL THEN 'memory ' || namespace END, agent,
                       service_name) AS name
              FROM store.memory_span WHERE start_unix_nano BETWEEN ?1::BIGINT AND ?2::BIGINT)
            SELECT parent, child, count(*) AS calls
            FROM (
              SELECT child.name AS child,
                     CASE WHEN child.whole AND child.agent IS NOT NULL THEN child.agent
                          ELSE coalesce(parent.name, child.agent, child.service_name) END AS parent
              FROM node child LEFT JOIN node parent
                ON parent.trace_id = child.trace_id AND parent.span_id = child.parent_span_id
              WHERE NOT (child.plain AND child.agent IS NULL
                AND coalesce(parent.service_name, child.service_name) = child.service_name))
            WHERE parent <> child AND parent <> '' AND child <> ''
            GROUP BY ALL
            ORDER BY calls DESC, parent, child
            LIMIT ?3::BIGINT""";

    private final Store store;

    public SpanSearch(Store store) {
        this.store = store;
    }

    /** Gets spans, one after the other. */
    public interface Spans {
        /**
         * Takes one.
         *
         * @return whether more are wanted
         */
        boolean accept(Span span);
    }

    private interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Names of the services that spans are of, by the alphabet. */
    public List<String> services() throws SQLException {
        return all(
                "SELECT DISTINCT service_name FROM store.span WHERE service_name <> '' ORDER BY 1 LIMIT " + MAX_NAMES,
                statement -> {},
                row -> row.getString(1));
    }

    /**
     * What spans of a service are named, by the alphabet.
     *
     * @param kind of the spans; null for any
     */
    public List<Operation> operations(String service, @Nullable String kind) throws SQLException {
        return all(
                "SELECT DISTINCT name, kind FROM store.span WHERE service_name = ?1 AND (?2::VARCHAR IS NULL OR kind = ?2)"
                        + " ORDER BY 1, 2 LIMIT " + MAX_NAMES,
                statement -> {
                    statement.setString(1, service);
                    statement.setString(2, kind);
                },
                row -> new Operation(row.getString(1), row.getString(2)));
    }

    /**
     * The traces that have a span that matches, those with the newest such span first.
     *
     * @param limit at most {@link #MAX_TRACES} are found
     */
    public List<FoundTrace> find(SpanFilter filter, int limit) throws SQLException {
        Conditions conditions = new Conditions(filter);
        return all(
                """
                WITH found AS (
                  SELECT trace_id, max(start_unix_nano) AS newest FROM %s WHERE %s
                  GROUP BY trace_id ORDER BY newest DESC, trace_id LIMIT ?)
                SELECT trace_id, min(start_unix_nano), max(end_unix_nano), any_value(newest) AS newest
                FROM store.span JOIN found USING (trace_id)
                GROUP BY trace_id ORDER BY newest DESC, trace_id""".formatted(store.current(store.storedSpans().since(filter.fromNanos())), conditions.sql()),
                statement -> {
                    int next = conditions.bind(statement, 1);
                    statement.setInt(next, Math.min(limit, MAX_TRACES));
                },
                row -> new FoundTrace(row.getString(1), row.getLong(2), row.getLong(3)));
    }

    /**
     * Reads the spans of traces, trace by trace in the order of the ids and each by start time, at most {@link #MAX_SPANS} of
     * all together.
     *
     * @param traceIds hex digits; others are found nowhere
     */
    public void read(List<String> traceIds, Spans spans) throws SQLException {
        boolean unused = each(
                "SELECT span.* FROM store.span span JOIN (SELECT unnest(?1::VARCHAR[]) AS trace_id,"
                        + " generate_subscripts(?1::VARCHAR[], 1) AS place) wanted USING (trace_id)"
                        + " ORDER BY place, start_unix_nano, seq LIMIT " + MAX_SPANS,
                statement -> statement.setObject(
                        1,
                        statement
                                .getConnection()
                                .createArrayOf(
                                        "VARCHAR", traceIds.stream().distinct().toArray())),
                spans);
    }

    /**
     * Reads all spans that match, in the order of their arrival. They are read in parts, each with its own limit of time.
     *
     * @throws SQLException where a part cannot be read; those before it were given
     */
    public void each(SpanFilter filter, Spans spans) throws SQLException {
        Conditions conditions = new Conditions(filter);
        List<long[]> ends = all(
                "SELECT min(seq), max(seq) FROM store.span WHERE " + conditions.sql() + " HAVING count(*) > 0",
                statement -> conditions.bind(statement, 1),
                row -> new long[] {row.getLong(1), row.getLong(2)});
        String part = "SELECT * FROM store.span WHERE " + conditions.sql() + " AND seq BETWEEN ? AND ? ORDER BY seq";
        for (long[] end : ends) {
            boolean goOn = true;
            for (long from = end[0]; from <= end[1] && goOn; from += PART) {
                long first = from;
                long last = Math.min(end[1], first + PART - 1);
                goOn = each(
                        part,
                        statement -> {
                            int next = conditions.bind(statement, 1);
                            statement.setLong(next, first);
                            statement.setLong(next + 1, last);
                        },
                        spans);
            }
        }
    }

    /** Who called whom in spans that began in that time, nanoseconds since 1970-01-01 UTC; the most frequent first. */
    public List<Dependency> dependencies(long fromNanos, long toNanos) throws SQLException {
        return all(
                DEPENDENCIES,
                statement -> {
                    statement.setLong(1, fromNanos);
                    statement.setLong(2, toNanos);
                    statement.setInt(3, MAX_NAMES);
                },
                row -> new Dependency(row.getString(1), row.getString(2), row.getLong(3)));
    }

    private <T> List<T> all(String sql, Binding binding, Row<T> read) throws SQLException {
        List<T> all = new ArrayList<>();
        try (DuckDBConnection connection = store.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            binding.bind(statement);
            return Reads.read(statement, rows -> {
                while (rows.next()) {
                    all.add(read.read(rows));
                }
                return all;
            });
        }
    }

    /** Whether all were wanted. */
    private boolean each(String sql, Binding binding, Spans spans) throws SQLException {
        try (DuckDBConnection connection = store.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            binding.bind(statement);
            return Reads.read(statement, rows -> {
                while (rows.next()) {
                    if (!spans.accept(SpanRows.read(rows))) {
                        return false;
                    }
                }
                return true;
            });
        }
    }
}
