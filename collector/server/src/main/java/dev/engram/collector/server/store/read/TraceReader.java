package dev.engram.collector.server.store.read;

import dev.engram.collector.common.model.Span;
import dev.engram.collector.common.model.Trace;
import dev.engram.collector.common.model.TraceSummary;
import dev.engram.collector.server.store.Store;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Reads traces from the store. Thread-safe. */
public final class TraceReader {

    /** Spans of one trace that are read at once; {@link Trace#spanCount} tells of more. */
    public static final int MAX_SPANS = 20_000;

    /** One row per trace. */
    private static final String SUMMARIES = """
            SELECT trace_id,
                   coalesce(
                     min_by(coalesce("a.workflow.name", name), start_unix_nano) FILTER (parent_span_id = ''),
                     min_by(coalesce("a.workflow.name", name), start_unix_nano)),
                   coalesce(min_by(service_name, start_unix_nano) FILTER (parent_span_id = ''),
                     min_by(service_name, start_unix_nano)),
                   list_sort(list(DISTINCT agent) FILTER (agent IS NOT NULL)),
                   list_sort(list(DISTINCT session) FILTER (session IS NOT NULL)),
                   min(start_unix_nano) AS start, max(end_unix_nano) AS finish, count(*),
                   count(*) FILTER (operation IS NOT NULL AND NOT nested),
                   count(*) FILTER (status_code = 'ERROR') AS errors
            FROM (
              SELECT *, %s FROM store.span)
            GROUP BY trace_id
            HAVING (?1::VARCHAR IS NULL OR bool_or(agent = ?1))
               AND (?2::VARCHAR IS NULL OR bool_or(session = ?2))
               AND ((?3::VARCHAR IS NULL AND ?4::VARCHAR IS NULL)
                 OR bool_or((?3 IS NULL OR key = ?3) AND (?4 IS NULL OR namespace = ?4)))
               AND (?5::BOOLEAN IS NULL OR (errors > 0) = ?5)
               AND start >= ?6::BIGINT
               AND finish - start >= ?7::BIGINT
            ORDER BY start > epoch_ns(now() + INTERVAL 1 DAY), %s start DESC, trace_id
            LIMIT ?8::BIGINT""";

    /**
     * What one looks for first: a task, or another span with others beneath it. Then memory operations alone. At last
     * traces of nothing but database calls, such as a connection check.
     */
    private static final String TELLING_FIRST = """
            CASE WHEN bool_and(database_call) THEN 2
                 WHEN count(*) > 1 AND bool_or(parent_span_id <> '') THEN 0
                 WHEN bool_or(operation IS NULL AND NOT database_call) THEN 0
                 ELSE 1 END,""";

    private final Store store;

    public TraceReader(Store store) {
        this.store = store;
    }

    /** The traces that match, the newest first. */
    public List<TraceSummary> list(TraceFilter filter, int limit) throws SQLException {
        return list(filter, "", limit);
    }

    /**
     * The traces that tell most, the newest first: those of a task or another span with others beneath it. Then those of
     * memory operations alone, then those of nothing but database calls.
     */
    public List<TraceSummary> telling(int limit) throws SQLException {
        return list(TraceFilter.ALL, TELLING_FIRST, limit);
    }

    private List<TraceSummary> list(TraceFilter filter, String firstOrder, int limit) throws SQLException {
        List<TraceSummary> traces = new ArrayList<>();
        try (DuckDBConnection connection = store.connect();
                PreparedStatement statement =
                        connection.prepareStatement(SUMMARIES.formatted(SpanRows.MEMORY, firstOrder))) {
            statement.setString(1, filter.agent());
            statement.setString(2, filter.session());
            statement.setString(3, filter.key());
            statement.setString(4, filter.namespace());
            statement.setObject(5, filter.failed());
            statement.setLong(6, filter.sinceNanos());
            statement.setLong(7, filter.minNanos());
            statement.setLong(8, limit);
            try (ResultSet result = Reads.execute(statement)) {
                while (result.next()) {
                    traces.add(summary(result));
                }
            }
        }
        return traces;
    }

    private static TraceSummary summary(ResultSet row) throws SQLException {
        long start = row.getLong(6);
        return new TraceSummary(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                texts(row.getArray(4)),
                texts(row.getArray(5)),
                start,
                Math.max(0, row.getLong(7) - start),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10));
    }

    private static List<String> texts(@Nullable Array array) throws SQLException {
        List<String> texts = new ArrayList<>();
        for (Object text : array == null ? new Object[0] : (Object[]) array.getArray()) {
            texts.add(text.toString());
        }
        return texts;
    }

    /** The first of {@link #telling}. */
    public Optional<TraceSummary> latest() throws SQLException {
        return telling(1).stream().findFirst();
    }

    /**
     * The spans of a trace by start time, at most {@link #MAX_SPANS}.
     *
     * @param traceId hex digits; others are found nowhere
     */
    public Optional<Trace> read(String traceId) throws SQLException {
        try (DuckDBConnection connection = store.connect();
                PreparedStatement count =
                        connection.prepareStatement("SELECT count(*) FROM store.span WHERE trace_id = ?");
                PreparedStatement rows = connection.prepareStatement("SELECT * FROM store.span WHERE trace_id = ?"
                        + " ORDER BY start_unix_nano, seq LIMIT " + MAX_SPANS)) {
            count.setString(1, traceId);
            long spanCount;
            try (ResultSet result = Reads.execute(count)) {
                result.next();
                spanCount = result.getLong(1);
            }
            if (spanCount == 0) {
                return Optional.empty();
            }
            rows.setString(1, traceId);
            List<Span> spans = new ArrayList<>();
            try (ResultSet result = Reads.execute(rows)) {
                while (result.next()) {
                    spans.add(SpanRows.read(result));
                }
            }
            return Optional.of(new Trace(traceId, spans, Math.max(spanCount, spans.size())));
        }
    }
}
