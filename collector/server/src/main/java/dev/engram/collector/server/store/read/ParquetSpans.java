package dev.engram.collector.server.store.read;

import dev.engram.collector.common.model.Span;
import dev.engram.collector.common.model.SpanStatus;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.server.store.duckdb.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Spans in a Parquet file of their own, for other programs: one row a span, with the columns of the view {@code spans} that
 * are no times of DuckDB's, and its attributes, events, links and resource as JSON. Used by one thread.
 */
public final class ParquetSpans implements AutoCloseable {

    private static final String COLUMNS = """
            trace_id VARCHAR, span_id VARCHAR, parent_span_id VARCHAR, name VARCHAR, kind VARCHAR, service_name VARCHAR,
            start_unix_nano BIGINT, end_unix_nano BIGINT, status_code VARCHAR, status_message VARCHAR, attributes JSON,
            events JSON, links JSON, resource JSON, scope_name VARCHAR""";

    private final DuckDBConnection connection;
    private final DuckDBAppender appender;

    /**
     * Begins a file.
     *
     * @throws IOException where the database cannot be had that writes it
     */
    public ParquetSpans() throws IOException {
        try {
            connection = open();
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE span (" + COLUMNS + ")");
            }
            appender = connection.createAppender("span");
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    /** Adds a span. */
    public void add(Span span) throws IOException {
        try {
            appender.beginRow();
            appender.append(span.traceId());
            appender.append(span.spanId());
            appender.append(span.parentSpanId());
            appender.append(span.name());
            appender.append(span.kind());
            appender.append(span.serviceName());
            appender.append(span.startNanos());
            appender.append(span.endNanos());
            appender.append(span.status().name());
            appender.append(span.statusMessage());
            appender.append(Json.writeExact(span.attributes()));
            appender.append(SpanDetails.writeEvents(span.events()));
            appender.append(SpanDetails.writeLinks(span.links()));
            appender.append(Json.writeExact(span.resource()));
            appender.append(span.scopeName());
            appender.endRow();
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    /** Writes what was added. */
    public void writeTo(Path file) throws IOException {
        try {
            appender.close();
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        "COPY span TO " + literal(file) + " (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2)");
            }
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    /**
     * Reads a file that this class wrote, in its order.
     *
     * @throws IOException where the file is another or cannot be read; the message is one sentence
     */
    public static void read(Path file, SpanSearch.Spans spans) throws IOException {
        try (DuckDBConnection connection = open();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT trace_id, span_id, parent_span_id, name, kind, service_name, start_unix_nano,"
                                + " end_unix_nano, status_code, status_message, attributes::VARCHAR, events::VARCHAR,"
                                + " links::VARCHAR, resource::VARCHAR, scope_name FROM read_parquet(" + literal(file)
                                + ")")) {
            while (rows.next() && spans.accept(span(rows))) {
                // The next one follows.
            }
        } catch (SQLException | IllegalArgumentException e) {
            throw broken(e);
        }
    }

    private static Span span(ResultSet row) throws SQLException {
        return new Span(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getLong(7),
                row.getLong(8),
                Json.attributes(row.getString(11)),
                SpanDetails.readEvents(row.getString(12)),
                SpanDetails.readLinks(row.getString(13)),
                SpanStatus.valueOf(row.getString(9)),
                row.getString(10),
                Json.attributes(row.getString(14)),
                row.getString(15));
    }

    private static DuckDBConnection open() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("jdbc_stream_results", "true");
        return DriverManager.getConnection("jdbc:duckdb:", properties).unwrap(DuckDBConnection.class);
    }

    private static String literal(Path file) {
        return "'" + file.toString().replace("'", "''") + "'";
    }

    private static IOException broken(Exception e) {
        return new IOException(Database.firstLine(e), e);
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw broken(e);
        }
    }
}
