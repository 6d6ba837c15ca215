package dev.engram.collector.server.store.read;

import dev.engram.collector.common.model.Span;
import dev.engram.collector.common.model.Trace;
import dev.engram.collector.common.model.TraceSummary;
import dev.engram.collector.server.store.Store;
import dev.engram.collector.server.store.StoredSpans;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
            FROM %s%s
            GROUP BY trace_id
            HAVING (?1::VARCHAR IS NULL OR bool_or(agent = ?1))
               AND (?2::VARCHAR IS NULL OR bool_or(session = ?2))
               AND ((?3::VARCHAR IS NULL AND ?4::VARCHAR IS NULL)
                 OR bool_or((?3 IS NULL OR subject = ?3) AND (?4 IS NULL OR namespace = ?4)))
               AND (?5::BOOLEAN IS NULL OR (errors > 0) = ?5)
               AND start >= ?6::BIGINT
               AND (?7::BIGINT = 0 OR finish - start >= ?7)
               AND %s
            ORDER BY start > epoch_ns(now() + INTERVAL 1 DAY), %s start DESC, trace_id
            LIMIT ?8::BIGINT""";

    private static final String EACH_SPAN = "store.span";

    /** Spans of the traces that the last parameter names. */
    private static final String OF_TRACES = "(FROM store.span WHERE trace_id IN (SELECT unnest(?9::VARCHAR[])))";

    /** The newest traces are looked for among so many spans, then among four times as many, and so on. */
    private static final long FIRST_LOOK = 250_000;

    private static final int GROWTH = 4;

    /** Those that tell most are not looked for among more. */
    private static final long LAST_LOOK = 1_000_000;

    /** Traces that are found beyond those that are asked for, since some may have begun before the spans that are looked at. */
    private static final int MORE = 50;

    /**
     * What one looks for first: a task, or another span with others beneath it. Then memory operations alone. At last
     * traces of nothing but database calls, such as a connection check.
     */
    private static final String TELLING_FIRST = """
            CASE WHEN bool_and(database_call) THEN 2
                 WHEN count(*) > 1 AND bool_or(parent_span_id <> '') THEN 0
                 WHEN bool_or(operation IS NULL AND NOT database_call) THEN 0
                 ELSE 1 END""";

    private static final Order NEWEST = new Order("true", "");
    private static final Order TASKS = new Order(TELLING_FIRST + " = 0", "");
    private static final Order TELLING = new Order("true", TELLING_FIRST + ",");

    /**
     * Which traces come first.
     *
     * @param condition of traces that are wanted
     * @param first what they are ordered by before their time
     */
    private record Order(String condition, String first) {}

    private final Store store;
    private final long firstLook;

    public TraceReader(Store store) {
        this(store, FIRST_LOOK);
    }

    /**
     * @param firstLook so many spans are looked at first
     */
    TraceReader(Store store, long firstLook) {
        this.store = store;
        this.firstLook = firstLook;
    }

    /** The traces that match, the newest first. */
    public List<TraceSummary> list(TraceFilter filter, int limit) throws SQLException {
        return newest(filter, NEWEST, limit, Long.MAX_VALUE);
    }

    /**
     * The traces that tell most, the newest first: those of a task or another span with others beneath it. Then those of
     * memory operations alone, then those of nothing but database calls. Where there are many spans, those of the newest
     * million.
     */
    public List<TraceSummary> telling(int limit) throws SQLException {
        StoredSpans spans = store.storedSpans();
        if (spans.startOfNewest(firstLook) != StoredSpans.ALL) {
            List<TraceSummary> tasks = newest(TraceFilter.ALL, TASKS, limit, LAST_LOOK);
            if (tasks.size() >= limit) {
                return tasks;
            }
            spans = store.storedSpans();
        }
        return read(
                TraceFilter.ALL, TELLING, limit, store.current(spans.since(spans.startOfNewest(LAST_LOOK))), List.of());
    }

    /**
     * The newest traces, from a look at few of the spans where these are enough. A trace that began while these did is whole
     * among them, and all others are older.
     *
     * @param most spans that are looked at
     */
    private List<TraceSummary> newest(TraceFilter filter, Order order, int limit, long most) throws SQLException {
        StoredSpans spans = store.storedSpans();
        long tomorrow = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) + TimeUnit.DAYS.toNanos(1);
        List<TraceSummary> found = List.of();
        for (long rows = firstLook; rows <= most; rows *= GROWTH) {
            long from = spans.startOfNewest(rows);
            if (from == StoredSpans.ALL) {
                return read(filter, order, limit, EACH_SPAN, List.of());
            }
            List<String> ids = read(filter, order, limit + MORE, store.current(spans.since(from)), List.of()).stream()
                    .map(TraceSummary::traceId)
                    .toList();
            found = ids.isEmpty() ? List.of() : read(filter, order, limit, OF_TRACES, ids);
            long whole = found.stream()
                    .filter(trace -> trace.startNanos() >= from && trace.startNanos() < tomorrow)
                    .count();
            boolean areAllOfTheTime = from <= filter.sinceNanos() && ids.size() < limit + MORE;
            if (whole >= limit || areAllOfTheTime) {
                return found;
            }
        }
        return found;
    }

    /**
     * Reads summaries.
     *
     * @param spans what has the spans, as SQL
     * @param traceIds for {@link #OF_TRACES}
     */
    private List<TraceSummary> read(TraceFilter filter, Order order, int limit, String spans, List<String> traceIds)
            throws SQLException {
        List<TraceSummary> traces = new ArrayList<>();
        String sql = SUMMARIES.formatted(
                Store.memorySpans(spans), ofMatching(filter, spans), order.condition(), order.first());
        try (DuckDBConnection connection = store.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, filter.agent());
            statement.setString(2, filter.session());
            statement.setString(3, filter.key());
            statement.setString(4, filter.namespace());
            statement.setObject(5, filter.failed());
            statement.setLong(6, filter.sinceNanos());
            statement.setLong(7, filter.minNanos());
            statement.setLong(8, limit);
            if (spans.equals(OF_TRACES)) {
                statement.setObject(9, connection.createArrayOf("VARCHAR", traceIds.toArray()));
            }
            return Reads.read(statement, result -> {
                while (result.next()) {
                    traces.add(summary(result));
                }
                return traces;
            });
        }
    }

    /** Leaves out spans of traces that cannot match, so that these need no memory. */
    private static String ofMatching(TraceFilter filter, String spans) {
        String condition = narrowest(filter);
        return condition == null
                ? ""
                : " WHERE trace_id IN (SELECT trace_id FROM " + Store.memorySpans(spans) + " WHERE " + condition + ")";
    }

    /** What a span of each trace that matches has, and few others; null where there is no such thing. */
    private static @Nullable String narrowest(TraceFilter filter) {
        if (filter.key() != null) {
            return "subject = ?3";
        }
        if (filter.namespace() != null) {
            return "namespace = ?4";
        }
        if (filter.session() != null) {
            return "session = ?2";
        }
        if (filter.agent() != null) {
            return "agent = ?1";
        }
        return Boolean.TRUE.equals(filter.failed()) ? "status_code = 'ERROR'" : null;
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
                row.getLong(7) - start,
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
                PreparedStatement rows = connection.prepareStatement("SELECT * FROM store.span WHERE trace_id = ?"
                        + " ORDER BY start_unix_nano, seq LIMIT " + MAX_SPANS);
                PreparedStatement count =
                        connection.prepareStatement("SELECT count(*) FROM store.span WHERE trace_id = ?")) {
            rows.setString(1, traceId);
            List<Span> spans = Reads.read(rows, result -> {
                List<Span> read = new ArrayList<>();
                while (result.next()) {
                    read.add(SpanRows.read(result));
                }
                return read;
            });
            if (spans.isEmpty()) {
                return Optional.empty();
            }
            long spanCount = spans.size();
            if (spanCount == MAX_SPANS) {
                count.setString(1, traceId);
                long counted = Reads.read(count, result -> result.next() ? result.getLong(1) : 0);
                spanCount = Math.max(spanCount, counted);
            }
            return Optional.of(new Trace(traceId, spans, spanCount));
        }
    }
}
