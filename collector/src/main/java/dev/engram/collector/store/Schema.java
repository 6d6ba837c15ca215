package dev.engram.collector.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables that hold the data (schema {@code store}) and the views {@code spans} and {@code metrics} that people
 * query. The table of spans has one typed column per attribute key; the view puts them together as a STRUCT, so that
 * {@code attributes['memory.value_size']} is a number and DuckDB reads that one column alone.
 *
 * <p>Not thread-safe: the writer's own.
 */
final class Schema {

    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

    private static final String VERSION = "1";

    private static final String SPANS = """
            CREATE TABLE IF NOT EXISTS store.span (
              seq BIGINT, trace_id VARCHAR, span_id VARCHAR, parent_span_id VARCHAR, name VARCHAR, kind VARCHAR,
              service_name VARCHAR, start_unix_nano BIGINT, end_unix_nano BIGINT, status_code VARCHAR,
              status_message VARCHAR, events VARCHAR, links VARCHAR, resource VARCHAR, scope_name VARCHAR,
              other_attributes VARCHAR)""";

    private static final String METRICS = """
            CREATE TABLE IF NOT EXISTS store.metric_point (
              seq BIGINT, name VARCHAR, type VARCHAR, unit VARCHAR, temporality VARCHAR, service_name VARCHAR,
              start_unix_nano BIGINT, time_unix_nano BIGINT, attributes VARCHAR, value DOUBLE, count BIGINT,
              sum DOUBLE, min DOUBLE, max DOUBLE, bucket_bounds VARCHAR, bucket_counts VARCHAR)""";

    private static final String METRICS_VIEW = """
            CREATE OR REPLACE VIEW metrics AS SELECT
              make_timestamp_ns(time_unix_nano) AS "time",
              make_timestamp_ns(nullif(start_unix_nano, 0)) AS start_time,
              name, type, unit, temporality, service_name, attributes::JSON AS attributes,
              value, count, sum, min, max,
              from_json(bucket_bounds, '["DOUBLE"]') AS bucket_bounds,
              from_json(bucket_counts, '["BIGINT"]') AS bucket_counts
            FROM store.metric_point""";

    private final Connection connection;
    private final AttributeColumns columns = new AttributeColumns();

    Schema(Connection connection) {
        this.connection = connection;
    }

    AttributeColumns columns() {
        return columns;
    }

    /** Makes what is missing and takes up what an older run has left. */
    void open() throws SQLException, StoreException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS store");
            statement.execute("CREATE TABLE IF NOT EXISTS store.about (version VARCHAR)");
            checkVersion(statement);
            statement.execute(SPANS);
            statement.execute(METRICS);
            readColumns(statement);
            for (Map.Entry<String, ColumnType> key :
                    AttributeColumns.conventional().entrySet()) {
                if (columns.type(key.getKey()) == null && columns.mayAdd(key.getKey())) {
                    add(statement, key.getKey(), key.getValue());
                }
            }
            statement.execute(spansView());
            statement.execute(METRICS_VIEW);
        }
    }

    private void readColumns(Statement statement) throws SQLException {
        columns.clear();
        try (ResultSet result = statement.executeQuery("SELECT column_name, data_type FROM duckdb_columns()"
                + " WHERE schema_name = 'store' AND table_name = 'span' ORDER BY column_index")) {
            while (result.next()) {
                String name = result.getString(1);
                ColumnType type = ColumnType.named(result.getString(2));
                if (name.startsWith(AttributeColumns.PREFIX) && type != null) {
                    columns.put(name.substring(AttributeColumns.PREFIX.length()), type);
                }
            }
        }
    }

    private static void checkVersion(Statement statement) throws SQLException, StoreException {
        try (ResultSet result = statement.executeQuery("SELECT max(version) FROM store.about")) {
            result.next();
            String version = result.getString(1);
            if (version != null && !version.equals(VERSION)) {
                throw new StoreException("has the layout " + version + ", and this collector knows " + VERSION
                        + " only; give --db another file");
            }
            if (version == null) {
                statement.execute("INSERT INTO store.about VALUES ('" + VERSION + "')");
            }
        }
    }

    /** Gives each key a column of a type that keeps the value, where there is room. All or nothing. */
    void require(Map<String, ColumnType> wanted) throws SQLException {
        if (wanted.isEmpty()) {
            return;
        }
        boolean wasFull = columns.isFull();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (Map.Entry<String, ColumnType> key : wanted.entrySet()) {
                ColumnType now = columns.type(key.getKey());
                if (now == null) {
                    if (columns.mayAdd(key.getKey())) {
                        add(statement, key.getKey(), key.getValue());
                    }
                } else if (now.widen(key.getValue()) != now) {
                    ColumnType wide = now.widen(key.getValue());
                    statement.execute(
                            "ALTER TABLE store.span ALTER COLUMN " + column(key.getKey()) + " SET DATA TYPE " + wide);
                    columns.put(key.getKey(), wide);
                }
            }
            statement.execute(spansView());
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            try (Statement statement = connection.createStatement()) {
                readColumns(statement);
            }
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
        if (columns.isFull() && !wasFull) {
            LOG.warn(
                    "{} different attribute keys have a column now; further keys are kept in other_attributes",
                    AttributeColumns.MAX_COLUMNS);
        }
    }

    private void add(Statement statement, String key, ColumnType type) throws SQLException {
        statement.execute("ALTER TABLE store.span ADD COLUMN " + column(key) + " " + type);
        columns.put(key, type);
    }

    private String spansView() {
        String attributes = columns.list().stream()
                .map(entry -> quote(entry.getKey()) + " := " + expression(entry.getKey()))
                .collect(Collectors.joining(", "));
        return """
                CREATE OR REPLACE VIEW spans AS SELECT
                  trace_id, span_id, parent_span_id, name, kind, service_name,
                  make_timestamp_ns(start_unix_nano) AS start_time,
                  make_timestamp_ns(end_unix_nano) AS end_time,
                  (end_unix_nano - start_unix_nano) / 1e6 AS duration_ms,
                  status_code, status_message,
                  struct_pack(%s) AS attributes,
                  other_attributes::JSON AS other_attributes,
                  list_transform(
                    from_json(events, '[{"name":"VARCHAR","timeUnixNano":"BIGINT","attributes":"JSON"}]'),
                    lambda e: {'name': e.name, 'timestamp': make_timestamp_ns(e.timeUnixNano),
                      'attributes': e.attributes}) AS events,
                  from_json(links, '[{"traceId":"VARCHAR","spanId":"VARCHAR","attributes":"JSON"}]') AS links,
                  resource::JSON AS resource, scope_name, start_unix_nano, end_unix_nano
                FROM store.span""".formatted(attributes);
    }

    /** A search has a pattern where the others have a key; lists of slow operations show it in the key's place. */
    private String expression(String key) {
        return key.equals("memory.key") && columns.type("memory.pattern") == columns.type("memory.key")
                ? "coalesce(" + column(key) + ", " + column("memory.pattern") + ")"
                : column(key);
    }

    static String column(String key) {
        return quote(AttributeColumns.PREFIX + key);
    }

    private static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
