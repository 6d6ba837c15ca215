package dev.engram.collector.server.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables that hold the data (schema {@code store}) and the views {@code spans} and {@code metrics} that people
 * query. Tables of spans have one typed column per attribute key; the view puts them together as a STRUCT, so that
 * {@code attributes['memory.value_size']} is a number.
 *
 * <p>A new key, or a type that must become wider, changes the newest table only; the view over all tables fills in and
 * casts. Not thread-safe: the writer's own.
 */
final class Schema {

    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

    private static final String VERSION = "1";

    private static final String SPAN_COLUMNS = """
            seq BIGINT, trace_id VARCHAR, span_id VARCHAR, parent_span_id VARCHAR, name VARCHAR, kind VARCHAR,
            service_name VARCHAR, start_unix_nano BIGINT, end_unix_nano BIGINT, status_code VARCHAR,
            status_message VARCHAR, events VARCHAR, links VARCHAR, resource VARCHAR, scope_name VARCHAR,
            other_attributes VARCHAR""";

    private static final String POINT_COLUMNS = """
            seq BIGINT, name VARCHAR, type VARCHAR, unit VARCHAR, temporality VARCHAR, service_name VARCHAR,
            start_unix_nano BIGINT, time_unix_nano BIGINT, attributes VARCHAR, value DOUBLE, count BIGINT,
            sum DOUBLE, min DOUBLE, max DOUBLE, bucket_bounds VARCHAR, bucket_counts VARCHAR""";

    private static final String METRICS_VIEW = """
            CREATE OR REPLACE VIEW metrics AS SELECT
              make_timestamp_ns(time_unix_nano) AS "time",
              make_timestamp_ns(nullif(start_unix_nano, 0)) AS start_time,
              name, type, unit, temporality, service_name, attributes::JSON AS attributes,
              value, count, sum, min, max,
              from_json(bucket_bounds, '["DOUBLE"]') AS bucket_bounds,
              from_json(bucket_counts, '["BIGINT"]') AS bucket_counts
            FROM store.metric_point""";

    /**
     * DuckDB compares a TIMESTAMP_NS, as the views have it, only with a TIMESTAMP, and its own now() is one with a time
     * zone. All times are UTC, and so are these.
     */
    private static final List<String> NOW = List.of("now", "get_current_timestamp");

    private final Connection connection;
    private final AttributeColumns columns = new AttributeColumns();
    private final Segments spans;
    private final Segments points;

    /** Whether the columns in memory are those of the database; false after a change that failed. */
    private boolean columnsKnown = true;

    Schema(Connection connection, long maxSpans, long maxPoints) {
        this.connection = connection;
        this.spans = new Segments("span", maxSpans);
        this.points = new Segments("metric_point", maxPoints);
    }

    AttributeColumns columns() {
        return columns;
    }

    Segments spans() {
        return spans;
    }

    Segments points() {
        return points;
    }

    /** Makes what is missing and takes up what an older run has left. */
    void open() throws SQLException, StoreException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS store");
            statement.execute("CREATE TABLE IF NOT EXISTS store.about (version VARCHAR)");
            checkVersion(statement);
            find(statement, spans, SPAN_COLUMNS);
            find(statement, points, POINT_COLUMNS);
            readColumns(statement);
            for (Map.Entry<String, ColumnType> key :
                    AttributeColumns.conventional().entrySet()) {
                // Also beyond the limit: queries name these columns, and an older file may lack one and be full.
                if (!columns.hasSpelling(key.getKey())) {
                    add(statement, key.getKey(), key.getValue());
                }
            }
            createViews(statement);
            for (String name : NOW) {
                statement.execute("CREATE OR REPLACE MACRO " + name + "() AS transaction_timestamp()::TIMESTAMP");
            }
            for (Segments segments : List.of(spans, points)) {
                segments.startSeq(number(statement, "SELECT coalesce(max(seq), -1) + 1 FROM store." + segments.base()));
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

    private static void find(Statement statement, Segments segments, String columns) throws SQLException {
        TreeMap<Long, String> tables = new TreeMap<>();
        String prefix = segments.base() + "_";
        try (ResultSet result =
                statement.executeQuery("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'store'")) {
            while (result.next()) {
                String table = result.getString(1);
                if (table.startsWith(prefix) && table.substring(prefix.length()).matches("\\d{1,18}")) {
                    tables.put(Long.parseLong(table.substring(prefix.length())), table);
                }
            }
        }
        for (Map.Entry<Long, String> table : tables.entrySet()) {
            segments.found(table.getKey(), number(statement, "SELECT count(*) FROM store." + table.getValue()));
        }
        if (tables.isEmpty()) {
            Segments.Segment first = segments.following();
            statement.execute("CREATE TABLE store." + first.table() + " (" + columns + ")");
            segments.append(first);
        }
    }

    /** Reads from the database which table has which attribute columns. */
    private void readColumns(Statement statement) throws SQLException {
        columns.clear();
        for (Segments.Segment segment : spans.all()) {
            segment.attributes().clear();
            try (ResultSet result = statement.executeQuery("SELECT column_name, data_type FROM duckdb_columns()"
                    + " WHERE schema_name = 'store' AND table_name = '" + segment.table()
                    + "' ORDER BY column_index")) {
                while (result.next()) {
                    String name = result.getString(1);
                    ColumnType type = ColumnType.named(result.getString(2));
                    if (name.startsWith(AttributeColumns.PREFIX) && type != null) {
                        segment.attributes().put(name.substring(AttributeColumns.PREFIX.length()), type);
                    }
                }
            }
        }
        // The newest table was made like the one before it, so it has all columns, as wide as any.
        spans.newest().attributes().forEach(columns::put);
    }

    /** Gives each key a column of a type that keeps the value, up to the limit of columns. All or nothing. */
    void require(Map<String, ColumnType> wanted) throws SQLException {
        if (wanted.isEmpty()) {
            return;
        }
        boolean wasFull = columns.isFull();
        change(statement -> {
            for (Map.Entry<String, ColumnType> key : wanted.entrySet()) {
                ColumnType now = columns.type(key.getKey());
                if (now == null) {
                    if (columns.mayAdd(key.getKey())) {
                        add(statement, key.getKey(), key.getValue());
                    }
                } else if (now.widen(key.getValue()) != now) {
                    widen(statement, key.getKey(), now.widen(key.getValue()));
                }
            }
        });
        if (columns.isFull() && !wasFull) {
            LOG.warn(
                    "{} different attribute keys have a column now; further keys are kept in other_attributes",
                    AttributeColumns.MAX_COLUMNS);
        }
    }

    /** Adds an empty table, of the same columns, to be written from now on. */
    void startSegment(Segments segments) throws SQLException {
        Segments.Segment next = segments.following();
        Segments.Segment last = segments.newest();
        next.attributes().putAll(last.attributes());
        Transaction.run(connection, () -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE store." + next.table() + " AS FROM store." + last.table() + " LIMIT 0");
                List<Segments.Segment> all = new ArrayList<>(segments.all());
                all.add(next);
                createViews(statement, segments, all);
            }
        });
        segments.append(next);
    }

    /** Drops the oldest table with its rows. There must be a newer one. */
    void dropOldest(Segments segments) throws SQLException {
        List<Segments.Segment> rest = segments.all().subList(1, segments.all().size());
        Transaction.run(connection, () -> {
            try (Statement statement = connection.createStatement()) {
                createViews(statement, segments, rest);
                statement.execute("DROP TABLE store." + segments.oldest().table());
            }
        });
        segments.removeOldest();
    }

    /**
     * To be called before each write: reads the columns again if a change of them failed, and replaces a damaged newest
     * table by a copy of its rows, without those of the write that failed.
     *
     * <p>DuckDB 2.0 does not undo everything when a COMMIT finds no memory: some values of the new rows stay in the
     * columns. If the table is used further, rows written later are read as these values, and the last rows are never
     * read.
     */
    void repair() throws SQLException {
        if (!columnsKnown) {
            Transaction.run(connection, () -> {
                try (Statement statement = connection.createStatement()) {
                    readColumns(statement);
                }
            });
            columnsKnown = true;
        }
        repair(spans);
        repair(points);
    }

    private void repair(Segments segments) throws SQLException {
        if (!segments.isDamaged()) {
            return;
        }
        Segments.Segment damaged = segments.newest();
        Segments.Segment copy = segments.following();
        copy.attributes().putAll(damaged.attributes());
        List<Segments.Segment> all = new ArrayList<>(segments.all());
        all.set(all.size() - 1, copy);
        Transaction.run(connection, () -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE store." + copy.table() + " AS FROM store." + damaged.table()
                        + " WHERE seq < " + segments.nextSeq());
                createViews(statement, segments, all);
                statement.execute("DROP TABLE store." + damaged.table());
            }
        });
        segments.repaired(copy);
    }

    private interface Change {
        void apply(Statement statement) throws SQLException;
    }

    /** Changes attribute columns and the views with them. */
    private void change(Change change) throws SQLException {
        columnsKnown = false;
        Transaction.run(connection, () -> {
            try (Statement statement = connection.createStatement()) {
                change.apply(statement);
                createViews(statement);
            }
        });
        columnsKnown = true;
    }

    private void add(Statement statement, String key, ColumnType type) throws SQLException {
        statement.execute("ALTER TABLE store." + spans.newest().table() + " ADD COLUMN " + column(key) + " " + type);
        note(key, type);
    }

    private void widen(Statement statement, String key, ColumnType type) throws SQLException {
        statement.execute("ALTER TABLE store." + spans.newest().table() + " ALTER COLUMN " + column(key)
                + " SET DATA TYPE " + type);
        note(key, type);
    }

    private void note(String key, ColumnType type) {
        columns.put(key, type);
        spans.newest().attributes().put(key, type);
    }

    private void createViews(Statement statement) throws SQLException {
        createViews(statement, spans, spans.all());
        createViews(statement, points, points.all());
    }

    private void createViews(Statement statement, Segments segments, List<Segments.Segment> tables)
            throws SQLException {
        statement.execute("CREATE OR REPLACE VIEW store." + segments.base() + " AS " + union(tables));
        statement.execute(segments == spans ? spansView() : METRICS_VIEW);
    }

    /** All tables as one, in the columns of the newest. */
    private String union(List<Segments.Segment> tables) {
        List<String> parts = new ArrayList<>();
        for (int i = tables.size() - 1; i >= 0; i--) {
            String casts = tables.get(i).attributes().entrySet().stream()
                    .filter(entry -> columns.type(entry.getKey()) != entry.getValue())
                    .map(entry -> column(entry.getKey()) + "::" + columns.type(entry.getKey()) + " AS "
                            + column(entry.getKey()))
                    .collect(Collectors.joining(", "));
            parts.add("SELECT *" + (casts.isEmpty() ? "" : " REPLACE (" + casts + ")") + " FROM store."
                    + tables.get(i).table());
        }
        return String.join(" UNION ALL BY NAME ", parts);
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

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }
}
