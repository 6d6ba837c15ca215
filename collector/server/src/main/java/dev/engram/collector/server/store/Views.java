package dev.engram.collector.server.store;

import dev.engram.collector.common.model.MemoryFact;
import dev.engram.collector.server.store.duckdb.Sql;
import dev.engram.collector.server.store.span.ColumnType;
import dev.engram.collector.server.store.span.RecentRows;
import dev.engram.collector.server.store.span.SpanLayout;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All views and macros over the rows: {@code store.span} and {@code store.metric_point}, and what people query. The collector and
 * the processes that run queries have the same ones, but read the rows from different places.
 *
 * <p>Each view over segments is over a macro that names them, so only the macro is replaced when segments come and go, and
 * DuckDB need not bind the views again.
 *
 * <p>Immutable.
 */
final class Views {

    /** All spans. */
    static final String SPANS = "store.span";

    /** All spans with what they report about memory. */
    static final String MEMORY_SPANS = "store.memory_span";

    /** Spans of segments that are not packed. */
    private static final String UNPACKED = "store.unpacked_span";

    private static final String UNPACKED_MEMORY = "store.unpacked_memory_span";

    static final String POINT_COLUMNS = """
            seq BIGINT, name VARCHAR, type VARCHAR, unit VARCHAR, temporality VARCHAR, service_name VARCHAR,
            start_unix_nano BIGINT, time_unix_nano BIGINT, attributes VARCHAR, value DOUBLE, count BIGINT,
            sum DOUBLE, min DOUBLE, max DOUBLE, bucket_bounds VARCHAR, bucket_counts VARCHAR, quantiles VARCHAR""";

    /** Columns of a file of spans. */
    static final List<String> SPAN_COLUMNS = Stream.concat(
                    Stream.of(SpanLayout.SEQ),
                    IntStream.range(0, SpanLayout.count()).mapToObj(SpanLayout::name))
            .toList();

    /** Columns that spans with what they report about memory have besides. */
    private static final String OF_MEMORY_SPANS = "seq, trace_id, span_id, parent_span_id, name, kind, service_name,"
            + " start_unix_nano, end_unix_nano, status_code, links, " + SpanLayout.column("workflow.name");

    /**
     * Macros without rows. The first three are about memories, the others about time: DuckDB compares a TIMESTAMP_NS, which the
     * views have, only with a TIMESTAMP, and its own now() has a time zone. All times are UTC, and so are these.
     */
    static final List<View> MACROS = Stream.of(
                    resource("memory_operations.sql"),
                    resource("memory_minutes.sql"),
                    now("now"),
                    now("get_current_timestamp"))
            .map(View::macro)
            .toList();

    private static final String UNPACKED_SPAN_ROWS = "store.unpacked_span_rows";
    private static final String PACKED_SPAN_ROWS = "store.packed_span_rows";
    private static final String UNPACKED_POINT_ROWS = "store.unpacked_metric_point_rows";
    private static final String PACKED_POINT_ROWS = "store.packed_metric_point_rows";
    private static final String MINUTE_ROWS = "store.memory_minutes_rows";
    private static final String POINTS = "store.metric_point";

    private static final String ALL_SPAN_ROWS = all(UNPACKED_SPAN_ROWS, PACKED_SPAN_ROWS);

    private static final String METRICS = """
            SELECT
              make_timestamp_ns(time_unix_nano) AS "time",
              make_timestamp_ns(nullif(start_unix_nano, 0)) AS start_time,
              name, type, unit, temporality, service_name, attributes::JSON AS attributes,
              value, count, sum, min, max,
              from_json(bucket_bounds, '["DOUBLE"]') AS bucket_bounds,
              from_json(bucket_counts, '["BIGINT"]') AS bucket_counts,
              quantiles::JSON AS quantiles
            FROM\s""" + POINTS;

    /** What people query, but for {@link SpansView} and minutes; each uses those before it. */
    private static final List<View> FOR_PEOPLE = List.of(
            View.of(POINTS, all(UNPACKED_POINT_ROWS, PACKED_POINT_ROWS)),
            View.of("metrics", METRICS),
            View.of(
                    "memory_operations",
                    "FROM store.memory_operations('" + MEMORY_SPANS + "', '" + MEMORY_SPANS + "')"),
            View.macro(resource("shared_namespaces.sql")),
            View.macro(resource("key_operations.sql")),
            new View("findings", resource("findings.sql")));

    private static final View MINUTES = View.of("memory_minutes", "FROM " + MINUTE_ROWS + "()");

    /** Columns for files that lack some of them; DuckDB takes milliseconds to bind this. */
    private static final String COLUMNS_OF_OLDER = Stream.concat(
                    Stream.of(column(SpanLayout.SEQ, ColumnType.BIGINT)),
                    IntStream.range(0, SpanLayout.count())
                            .mapToObj(each -> column(SpanLayout.name(each), SpanLayout.type(each))))
            .collect(Collectors.joining(", ", "MAP {", "}"));

    private static final String COLUMNS_OF_POINTS = Arrays.stream(POINT_COLUMNS.split(","))
            .map(column -> column.strip().split(" "))
            .map(column -> column(column[0], ColumnType.valueOf(column[1])))
            .collect(Collectors.joining(", ", "MAP {", "}"));

    private final LongFunction<String> recent;
    private final Function<Path, String> file;

    /**
     * @param recent what reads the spans of a generation that is not packed, behind FROM
     * @param file the path of a file as the process sees it
     */
    Views(LongFunction<String> recent, Function<Path, String> file) {
        this.recent = recent;
        this.file = file;
    }

    /**
     * All views, in an order in which each uses only those before it.
     *
     * @param withoutSuperseded whether later versions of spans came; then {@link Superseded#TABLE} must exist
     * @param oneScan what reads all spans at once, behind FROM; null if nothing does
     */
    List<View> all(Contents contents, boolean withoutSuperseded, @Nullable String oneScan) {
        List<View> views = new ArrayList<>(MACROS);
        views.add(unpackedSpans(contents.recent()));
        views.add(packedSpans(contents.spans(), contents.older()));
        views.addAll(spans(oneScan == null ? "(" + ALL_SPAN_ROWS + ")" : oneScan, withoutSuperseded));
        views.add(unpackedPoints(contents.pointTables()));
        views.add(packedPoints(contents.points()));
        views.addAll(FOR_PEOPLE);
        views.add(minutes(contents.minutes()));
        views.add(MINUTES);
        return views;
    }

    /** The views of the collector itself. */
    static Views ofStore() {
        return new Views(generation -> RecentRows.FUNCTION + "(" + generation + ")", Path::toString);
    }

    /** The views after the rows that they are over, as {@link #all}. */
    List<View> afterRows() {
        List<View> views = new ArrayList<>(FOR_PEOPLE);
        views.add(MINUTES);
        return views;
    }

    /** Names the spans in memory; there must be some generation. */
    View unpackedSpans(List<Long> generations) {
        return View.rows(
                UNPACKED_SPAN_ROWS,
                Sql.union(generations.stream().map(this::recentSpans).toList()));
    }

    /** Spans of a generation in memory, as a query. */
    String recentSpans(long generation) {
        return "FROM " + recent.apply(generation);
    }

    /** Names the files of spans. */
    View packedSpans(List<Path> files, Set<Path> older) {
        return View.rows(
                PACKED_SPAN_ROWS, files.isEmpty() ? none(UNPACKED_SPAN_ROWS) : "FROM " + readSpans(files, older));
    }

    /** The views of spans, which leave out those of which a later version came if there are any. */
    static List<View> spans(boolean withoutSuperseded) {
        return spans("(" + ALL_SPAN_ROWS + ")", withoutSuperseded);
    }

    private static List<View> spans(String all, boolean withoutSuperseded) {
        UnaryOperator<String> rows = withoutSuperseded ? Superseded::without : each -> "FROM " + each;
        return List.of(
                View.of(SPANS, rows.apply(all)),
                View.of(UNPACKED, rows.apply(UNPACKED_SPAN_ROWS + "()")),
                View.of(MEMORY_SPANS, memorySpans(SPANS)),
                View.of(UNPACKED_MEMORY, memorySpans(UNPACKED)));
    }

    /** Names the tables of metric points; there must be one. */
    static View unpackedPoints(List<String> tables) {
        return View.rows(
                UNPACKED_POINT_ROWS,
                Sql.union(tables.stream().map(table -> "FROM store." + table).toList()));
    }

    /** Names the files of metric points. */
    View packedPoints(List<Path> files) {
        return View.rows(PACKED_POINT_ROWS, files.isEmpty() ? none(UNPACKED_POINT_ROWS) : "FROM " + readPoints(files));
    }

    /** Names the files with memory operations by minute, besides those of spans that are not packed. */
    View minutes(Collection<Path> files) {
        List<String> parts = new ArrayList<>();
        parts.add("FROM store.memory_minutes('" + UNPACKED_MEMORY + "', '" + UNPACKED_MEMORY + "')");
        if (!files.isEmpty()) {
            parts.add("FROM " + read(List.copyOf(files)));
        }
        return View.rows(MINUTE_ROWS, Sql.union(parts));
    }

    /** The rows of files of spans, behind FROM. */
    String readSpans(List<Path> files, Set<Path> older) {
        List<Path> old = files.stream().filter(older::contains).toList();
        if (old.isEmpty()) {
            return read(files);
        }
        String ofOld = "read_parquet(" + list(old) + ", schema = " + COLUMNS_OF_OLDER + ")";
        List<Path> others = files.stream().filter(each -> !older.contains(each)).toList();
        return others.isEmpty() ? ofOld : "(" + Sql.union(List.of("FROM " + ofOld, "FROM " + read(others))) + ")";
    }

    /** The rows of files of metric points, behind FROM. By name: an older version wrote fewer columns. */
    String readPoints(List<Path> files) {
        return "read_parquet(" + list(files) + ", schema = " + COLUMNS_OF_POINTS + ")";
    }

    /** The rows of files that all have the same columns: DuckDB looks at the first of them until it reads the others. */
    String read(List<Path> files) {
        return "read_parquet(" + list(files) + ")";
    }

    private String list(List<Path> files) {
        return files.stream().map(file).map(Sql::text).collect(Collectors.joining(", ", "[", "]"));
    }

    /** Spans with what they report about memory, as a query; from rows that may stand behind FROM. */
    static String memorySpans(String rows) {
        return MemoryFact.query(OF_MEMORY_SPANS, SpanLayout::column, rows);
    }

    private static String all(String unpacked, String packed) {
        return Sql.union(List.of("FROM " + unpacked + "()", "FROM " + packed + "()"));
    }

    private static String none(String rows) {
        return "FROM " + rows + "() WHERE false";
    }

    private static String column(String name, ColumnType type) {
        return Sql.text(name) + ": {name: " + Sql.text(name) + ", type: " + Sql.text(type.name())
                + ", default_value: NULL}";
    }

    private static String now(String name) {
        return "CREATE OR REPLACE MACRO " + name + "() AS transaction_timestamp()::TIMESTAMP";
    }

    private static String resource(String name) {
        try (InputStream in = Views.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
