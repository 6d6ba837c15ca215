package dev.engram.collector.store;

import dev.engram.collector.json.Json;
import dev.engram.collector.model.Span;
import dev.engram.collector.model.SpanStatus;
import dev.engram.collector.model.Trace;
import dev.engram.collector.model.TraceSummary;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duckdb.DuckDBConnection;

/** Reads traces from the store. Thread-safe. */
public final class TraceReader {

    /** Spans of one trace that are read at once; {@link Trace#spanCount} tells of more. */
    public static final int MAX_SPANS = 20_000;

    /**
     * Newest first. Traces of nothing but database calls come last: an application's memory is what one looks for, not
     * the connection check beside it.
     */
    private static final String SUMMARIES = """
            SELECT trace_id,
                   coalesce(
                     min_by(coalesce("a.workflow.name", name), start_unix_nano) FILTER (parent_span_id = ''),
                     min_by(coalesce("a.workflow.name", name), start_unix_nano)),
                   coalesce(min_by(service_name, start_unix_nano) FILTER (parent_span_id = ''),
                     min_by(service_name, start_unix_nano)),
                   min(start_unix_nano) AS start, max(end_unix_nano), count(*),
                   count(*) FILTER (status_code = 'ERROR')
            FROM store.span
            GROUP BY trace_id
            ORDER BY bool_and("a.db.system.name" IS NOT NULL), start DESC, trace_id
            LIMIT %d""";

    private final Store store;

    public TraceReader(Store store) {
        this.store = store;
    }

    /** False once the database has given itself up. */
    public boolean isReadable() {
        return !store.isBroken();
    }

    public List<TraceSummary> list(int limit) throws SQLException {
        List<TraceSummary> traces = new ArrayList<>();
        try (DuckDBConnection connection = store.connect();
                PreparedStatement statement = connection.prepareStatement(SUMMARIES.formatted(limit));
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                long start = result.getLong(4);
                traces.add(new TraceSummary(
                        result.getString(1),
                        result.getString(2),
                        result.getString(3),
                        start,
                        Math.max(0, result.getLong(5) - start),
                        result.getLong(6),
                        result.getLong(7)));
            }
        }
        return traces;
    }

    public Optional<TraceSummary> latest() throws SQLException {
        return list(1).stream().findFirst();
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
            try (ResultSet result = count.executeQuery()) {
                result.next();
                spanCount = result.getLong(1);
            }
            if (spanCount == 0) {
                return Optional.empty();
            }
            rows.setString(1, traceId);
            List<Span> spans = new ArrayList<>();
            try (ResultSet result = rows.executeQuery()) {
                while (result.next()) {
                    spans.add(span(result));
                }
            }
            return Optional.of(new Trace(traceId, spans, Math.max(spanCount, spans.size())));
        }
    }

    private static Span span(ResultSet row) throws SQLException {
        return new Span(
                row.getString("trace_id"),
                row.getString("span_id"),
                row.getString("parent_span_id"),
                row.getString("name"),
                row.getString("kind"),
                row.getString("service_name"),
                row.getLong("start_unix_nano"),
                row.getLong("end_unix_nano"),
                attributes(row),
                SpanDetails.readEvents(row.getString("events")),
                SpanDetails.readLinks(row.getString("links")),
                SpanStatus.valueOf(row.getString("status_code")),
                row.getString("status_message"),
                Json.attributes(row.getString("resource")),
                row.getString("scope_name"));
    }

    private static Map<String, Object> attributes(ResultSet row) throws SQLException {
        Map<String, Object> attributes = new LinkedHashMap<>();
        int columns = row.getMetaData().getColumnCount();
        for (int i = 1; i <= columns; i++) {
            String name = row.getMetaData().getColumnName(i);
            if (name.startsWith(AttributeColumns.PREFIX)) {
                Object value = row.getObject(i);
                if (value != null) {
                    boolean json = row.getMetaData().getColumnTypeName(i).equals("JSON");
                    Object plain = json ? Json.value(value.toString()) : value;
                    attributes.put(
                            name.substring(AttributeColumns.PREFIX.length()),
                            Json.attribute(plain == null ? value.toString() : plain));
                }
            }
        }
        attributes.putAll(Json.attributes(row.getString("other_attributes")));
        return attributes;
    }
}
