package dev.engram.collector.server.store;

import dev.engram.collector.common.model.MemoryOperations;
import dev.engram.collector.server.store.parquet.Footer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables and files that hold the data and the views over them: {@code store.span} and {@code store.metric_point}
 * over all segments as they are, and {@code spans} and {@code metrics} that people query. The view puts the columns of
 * attributes together as a STRUCT, so that {@code attributes['memory.value_size']} is a number.
 *
 * <p>Each view over segments is made once, over a macro that names them. Only the macro is made anew when segments come and
 * go, so that DuckDB need not work out the views above it again.
 *
 * <p>Not thread-safe: the writer's own.
 */
final class Schema {

    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

    private static final String POINT_COLUMNS = """
            seq BIGINT, name VARCHAR, type VARCHAR, unit VARCHAR, temporality VARCHAR, service_name VARCHAR,
            start_unix_nano BIGINT, time_unix_nano BIGINT, attributes VARCHAR, value DOUBLE, count BIGINT,
            sum DOUBLE, min DOUBLE, max DOUBLE, bucket_bounds VARCHAR, bucket_counts VARCHAR""";

    private static final String METRICS_VIEW = """
            CREATE VIEW metrics AS SELECT
              make_timestamp_ns(time_unix_nano) AS "time",
              make_timestamp_ns(nullif(start_unix_nano, 0)) AS start_time,
              name, type, unit, temporality, service_name, attributes::JSON AS attributes,
              value, count, sum, min, max,
              from_json(bucket_bounds, '["DOUBLE"]') AS bucket_bounds,
              from_json(bucket_counts, '["BIGINT"]') AS bucket_counts
            FROM store.metric_point""";

    /** From the start of a query until it knows what it reads. */
    private static final Duration BIND = Duration.ofSeconds(5);

    /** The same where memory is short: a query that takes longer is done again. */
    private static final Duration SHORT_BIND = Duration.ofSeconds(1);

    /** What people ask of memories; each uses what is before it. */
    private static final List<String> MEMORY_VIEWS = List.of(
            "CREATE VIEW memory_operations AS FROM store.memory_operations('store.span', 'store.span')",
            resource("findings.sql"));

    /**
     * The first three are of memories, the others of time: DuckDB compares a TIMESTAMP_NS, as the views have it, only with a
     * TIMESTAMP, and its own now() is one with a time zone. All times are UTC, and so are these.
     */
    private static final List<String> MACROS = List.of(
            "CREATE OR REPLACE MACRO store.memory_operation(own, gen_ai) AS coalesce(own, "
                    + MemoryOperations.sqlCase("gen_ai") + ")",
            resource("memory_operations.sql"),
            resource("memory_minutes.sql"),
            now("now"),
            now("get_current_timestamp"));

    /** The spans of segments that are not packed. */
    private static final String UNPACKED = "store.unpacked_span";

    /** The spans of the segment that is packed. */
    private static final String PACKING = "store.packing_span";

    /** These, and those of other segments that are not packed. */
    private static final String AROUND = "store.around_packing_span";

    private static final List<String> DROP_PACKING =
            List.of("DROP VIEW IF EXISTS " + AROUND, "DROP VIEW IF EXISTS " + PACKING);

    /** The columns of a file of spans. */
    private static final List<String> COLUMNS = Stream.concat(
                    Stream.of(SpanLayout.SEQ),
                    IntStream.range(0, SpanLayout.count()).mapToObj(SpanLayout::name))
            .toList();

    /** The same for files that have not all of them; it takes DuckDB milliseconds to understand. */
    private static final String COLUMNS_OF_OLDER = Stream.concat(
                    Stream.of(column(SpanLayout.SEQ, ColumnType.BIGINT)),
                    IntStream.range(0, SpanLayout.count())
                            .mapToObj(each -> column(SpanLayout.name(each), SpanLayout.type(each))))
            .collect(Collectors.joining(", ", "MAP {", "}"));

    /** Behind the name of a view in that of the macro with the rows that it is over. */
    static final String ROWS = "_rows";

    private static final String MINUTES = "store.memory_minutes" + ROWS;

    private static final String MERGE = """
            SELECT minute, service_name, agent, namespace, operation, duration_le_ms,
              sum(operations)::BIGINT AS operations, sum(errors)::BIGINT AS errors, sum(found)::BIGINT AS found,
              sum(missed)::BIGINT AS missed, sum(empty)::BIGINT AS empty, sum(bytes)::BIGINT AS bytes,
              sum(duration_ms) AS duration_ms, max(max_duration_ms) AS max_duration_ms
            FROM\s""";

    /**
     * Small and quick to write: zstd on top of dictionaries and differences. DuckDB holds the rows of a group in memory until
     * they are written: groups of a quarter of its usual size need a third of the memory, and files grow by 3 %.
     */
    private static final String FORMAT = "(FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE 30720)";

    private final DuckDBConnection connection;
    private final @Nullable DuckDBConnection packing;
    private final @Nullable DataFolder folder;
    private final OtherAttributes others = new OtherAttributes();
    private final RecentRows recent = new RecentRows();
    private final Segments spans = new Segments("span", false);
    private final Segments points = new Segments("metric_point", true);
    private final @Nullable MinuteFiles minutes;

    /** Files that queries which began before may still read, and when they were replaced or dropped. */
    private final Map<Path, Long> replaced = new HashMap<>();

    /** Files of spans in which not all columns are, from before there were these. */
    private final Set<Path> older = new HashSet<>();

    /** Generations that were packed; queries that began before may still look for their spans in memory. */
    private final Map<Long, Long> packed = new HashMap<>();

    /** Whether the view of spans has a field for each attribute that is known. */
    private boolean viewsCurrent = true;

    /**
     * @param packing an empty database with one thread, which makes totals by minute and merges files; null for a database in
     *     memory
     * @param folder null for a database in memory
     */
    Schema(DuckDBConnection connection, @Nullable DuckDBConnection packing, @Nullable DataFolder folder) {
        this.connection = connection;
        this.packing = packing;
        this.folder = folder;
        this.minutes = folder == null ? null : new MinuteFiles(folder);
    }

    Segments spans() {
        return spans;
    }

    Segments points() {
        return points;
    }

    RecentRows recent() {
        return recent;
    }

    /**
     * Finds the segments in the folder, and makes empty ones to be written first.
     *
     * @param generation of these
     */
    void open(long generation) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            prepare(connection);
            if (packing != null) {
                prepare(packing);
            }
            if (folder != null) {
                find(folder);
            }
            append(statement, generation);
            for (String view : List.of(UNPACKED, "store." + spans.base(), "store." + points.base())) {
                statement.execute("CREATE VIEW " + view + " AS FROM " + view + ROWS + "()");
            }
            statement.execute(spansView());
            statement.execute(METRICS_VIEW);
            for (String view : MEMORY_VIEWS) {
                statement.execute(view);
            }
            if (minutes != null) {
                findMinutes(minutes);
            }
            nameMinutes(statement, minutes == null ? List.of() : minutes.all(), List.of());
            statement.execute("CREATE VIEW memory_minutes AS FROM " + MINUTES + "()");
        }
    }

    /** Makes what has no rows of its own. */
    private void prepare(DuckDBConnection database) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("CREATE SCHEMA store");
            for (String macro : MACROS) {
                statement.execute(macro);
            }
        }
        recent.register(database);
    }

    /** The statements that make the functions of the views, and of those who query them. */
    static List<String> macros() {
        return MACROS;
    }

    private void find(DataFolder files) throws SQLException, IOException {
        Path fields = fields(files);
        if (Files.exists(fields)) {
            others.read(Files.readString(fields));
        }
        for (PackedFile file : files.spans()) {
            find(spans, file);
        }
        for (PackedFile file : files.besideSpans("points")) {
            find(points, file);
        }
    }

    /** Finds the files of minutes, and makes those that are missing. */
    private void findMinutes(MinuteFiles files) throws SQLException, IOException {
        files.find();
        for (PackedFile part : files.all()) {
            // A statement of its own: one that has failed takes no other.
            try (Statement statement = connection.createStatement()) {
                statement
                        .executeQuery("FROM " + read(List.of(part.path())) + " LIMIT 0")
                        .close();
            } catch (SQLException e) {
                if (MemoryUse.isExhausted(e)) {
                    throw e;
                }
                files.remove(part);
                setAside(part.path(), Database.firstLine(e));
            }
        }
        for (Segments.Segment segment : spans.all()) {
            Path file = segment.file();
            if (file != null && !files.has(segment.generation())) {
                files.add(writeMinutes(files, segment.generation(), file));
            }
        }
    }

    /** Writes the operations of a file of spans by minute. */
    private PackedFile writeMinutes(MinuteFiles files, long generation, Path file) throws SQLException, IOException {
        PackedFile part = files.of(generation);
        write(part.path(), statement -> minutesOf(statement, "FROM " + readSpans(List.of(file)), generation));
        return part;
    }

    /** Operations by minute of the rows of a generation. */
    private String minutesOf(Statement statement, String rows, long generation) throws SQLException {
        List<String> around = new ArrayList<>();
        around.add("FROM " + PACKING);
        unpacked(spans.all())
                .filter(segment -> segment.generation() != generation)
                .forEach(segment -> around.add(rows(segment)));
        statement.execute("CREATE OR REPLACE VIEW " + PACKING + " AS " + rows);
        statement.execute("CREATE OR REPLACE VIEW " + AROUND + " AS " + union(around));
        return "FROM store.memory_minutes('" + PACKING + "', '" + AROUND + "')";
    }

    private static void dropPacking(Statement statement) throws SQLException {
        for (String drop : DROP_PACKING) {
            statement.execute(drop);
        }
    }

    /** Names the files and tables with operations by minute. */
    private void nameMinutes(Statement statement, List<PackedFile> files, List<Segments.Segment> tables)
            throws SQLException {
        List<String> parts = new ArrayList<>();
        parts.add("FROM store.memory_minutes('" + UNPACKED + "', '" + UNPACKED + "')");
        if (!files.isEmpty()) {
            parts.add("FROM " + read(files.stream().map(PackedFile::path).toList()));
        }
        tables.forEach(each -> parts.add("FROM " + minuteTable(each)));
        statement.execute("CREATE OR REPLACE MACRO " + MINUTES + "() AS TABLE " + union(parts));
    }

    private static String union(List<String> parts) {
        return String.join(" UNION ALL BY NAME ", parts);
    }

    private static String minuteTable(Segments.Segment segment) {
        return "store.minute_" + segment.generation();
    }

    /** Makes one file of minutes from many, where there are many. */
    void mergeMinutes() throws SQLException, IOException {
        MinuteFiles files = minutes;
        List<PackedFile> many = files == null ? List.of() : files.toMerge();
        if (files == null || many.isEmpty()) {
            return;
        }
        PackedFile one = files.merged(many);
        write(one.path(), MERGE + read(many.stream().map(PackedFile::path).toList()) + " GROUP BY ALL");
        replaceMinutes(files, files.with(one), many);
    }

    /**
     * Makes one file of small ones that follow each other, as many restarts leave them.
     *
     * @param segments {@link #spans} or {@link #points}
     * @param rows that a file may have
     */
    void mergeSmall(Segments segments, long rows) throws SQLException, IOException {
        DataFolder files = folder;
        List<Segments.Segment> small = files == null ? List.of() : segments.small(rows);
        if (files == null || small.isEmpty()) {
            return;
        }
        Segments.Segment newest = small.get(small.size() - 1);
        PackedFile file = files.merged(
                segments == spans ? "spans" : "points", small.get(0).first(), newest.generation());
        write(file.path(), "FROM " + read(segments, files(small)));
        Files.setLastModifiedTime(file.path(), FileTime.fromMillis(newest.newestMillis()));
        Segments.Segment merged = segments.merged(small, file, Files.size(file.path()));
        List<Segments.Segment> all = new ArrayList<>(segments.all());
        all.set(all.indexOf(newest), merged);
        all.removeAll(small);
        Transaction.run(connection, () -> {
            try (Statement statement = connection.createStatement()) {
                nameRows(statement, segments, all);
            }
        });
        segments.replace(small, merged);
        small.forEach(each -> replaced(Objects.requireNonNull(each.file())));
    }

    /** Deletes files of minutes that are older. */
    void dropMinutes(Duration age) throws SQLException, IOException {
        MinuteFiles files = minutes;
        List<PackedFile> old = files == null ? List.of() : files.olderThan(age);
        if (files != null && !old.isEmpty()) {
            List<PackedFile> rest = new ArrayList<>(files.all());
            rest.removeAll(old);
            replaceMinutes(files, rest, old);
        }
    }

    private void replaceMinutes(MinuteFiles files, List<PackedFile> all, List<PackedFile> gone) throws SQLException {
        Transaction.run(connection, () -> {
            try (Statement statement = connection.createStatement()) {
                nameMinutes(statement, all, List.of());
            }
        });
        files.set(all);
        gone.forEach(part -> replaced.put(part.path(), System.nanoTime()));
    }

    /** A query, and what it needs in the database that runs it. */
    private interface Rows {
        String in(Statement statement) throws SQLException;
    }

    private void write(Path file, String query) throws SQLException, IOException {
        write(file, statement -> query);
    }

    /**
     * Writes the rows of a query, which reads no table, to a file, which has its name when it is whole. With several threads
     * one would work, and the one that asks would turn in a loop until it is done; so a database with one thread does this.
     * Where its memory is not enough, that of the other one may be.
     */
    private void write(Path file, Rows query) throws SQLException, IOException {
        DuckDBConnection own = packing;
        if (own == null) {
            copy(connection, file, query);
        } else {
            try {
                copy(own, file, query);
            } catch (SQLException e) {
                try {
                    copy(connection, file, query);
                } catch (SQLException again) {
                    again.addSuppressed(e);
                    throw again;
                }
            }
        }
        DataFolder.finish(file);
    }

    private static void copy(DuckDBConnection database, Path file, Rows query) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(
                    "COPY (" + query.in(statement) + ") TO " + literal(DataFolder.unfinished(file)) + " " + FORMAT);
            dropPacking(statement);
        }
    }

    private static Path fields(DataFolder files) {
        return files.path().resolve("attributes");
    }

    private void find(Segments segments, PackedFile file) throws IOException {
        Footer footer;
        long maxSeq;
        try {
            footer = Footer.read(file.path());
            maxSeq = footer.rows() == 0 ? -1 : footer.max(SpanLayout.SEQ);
        } catch (IOException e) {
            setAside(file.path(), Journal.reason(e));
            return;
        }
        if (segments == spans && !footer.columns().equals(COLUMNS)) {
            older.add(file.path());
        }
        segments.found(
                file,
                footer.rows(),
                Files.size(file.path()),
                Files.getLastModifiedTime(file.path()).toMillis());
        segments.startSeq(Math.max(segments.nextSeq(), maxSeq + 1));
    }

    private static void setAside(Path file, String reason) throws IOException {
        LOG.error(
                "The file {} cannot be read and was set aside as {}; its rows are missing: {}",
                file,
                DataFolder.setAside(file).getFileName(),
                reason);
    }

    /** Notes attributes that have no column; {@link #refreshViews} makes fields of them. */
    void note(Map<String, ColumnType> attributes) {
        if (!attributes.isEmpty() && others.note(attributes)) {
            viewsCurrent = false;
        }
    }

    /** Gives the view of spans a field for each attribute that was noted. */
    void refreshViews() throws SQLException {
        if (!viewsCurrent) {
            Transaction.run(connection, () -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(spansView());
                }
            });
            viewsCurrent = true;
        }
    }

    /** Adds empty segments, to be written from now on. */
    void start(long generation) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            append(statement, generation);
        }
    }

    private void append(Statement statement, long generation) throws SQLException {
        Segments.Segment span = spans.empty(generation);
        Segments.Segment point = points.empty(generation);
        recent.start(generation);
        List<Segments.Segment> allSpans = new ArrayList<>(spans.all());
        List<Segments.Segment> allPoints = new ArrayList<>(points.all());
        allSpans.add(span);
        allPoints.add(point);
        Transaction.run(connection, () -> {
            statement.execute("CREATE TABLE store." + point.table() + " (" + POINT_COLUMNS + ")");
            nameRows(statement, spans, allSpans);
            nameRows(statement, points, allPoints);
        });
        spans.append(span);
        points.append(point);
    }

    /** Packs the segments of a generation, which must be complete. It may be done again after it failed. */
    void pack(long generation) throws SQLException, IOException {
        DataFolder files = folder;
        if (files == null) {
            packInMemory(generation);
            return;
        }
        files.make();
        pack(points, generation, files.packed("points", generation), false);
        // An attribute that only this generation has must be known after a restart, too.
        Path fields = fields(files);
        Files.writeString(DataFolder.unfinished(fields), others.write());
        DataFolder.finish(fields);
        pack(spans, generation, files.packed("spans", generation), true);
    }

    private static Segments.@Nullable Segment unpacked(Segments segments, long generation) {
        return segments.all().stream()
                .filter(each -> each.generation() == generation && each.file() == null)
                .findFirst()
                .orElse(null);
    }

    private void packInMemory(long generation) throws SQLException {
        Segments.Segment segment = unpacked(spans, generation);
        if (segment == null || segment.isTable()) {
            return;
        }
        List<Segments.Segment> rest = new ArrayList<>(spans.all());
        rest.remove(segment);
        Transaction.run(connection, () -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE store." + segment.table() + " AS " + filled(segment));
                statement.execute("CREATE TABLE " + minuteTable(segment) + " AS "
                        + minutesOf(statement, rows(segment), generation));
                dropPacking(statement);
                List<Segments.Segment> tables = new ArrayList<>(tables());
                tables.add(segment);
                nameRows(statement, spans, rest, files(rest), List.of("FROM store." + segment.table()));
                nameMinutes(statement, List.of(), tables);
            }
        });
        spans.packed(segment);
        packed.put(generation, System.nanoTime());
    }

    /**
     * Takes from memory, and from the folder, what queries do not look for there any more.
     *
     * @param isMemoryShort whether spans that are packed have to go sooner
     */
    void forgetPacked(boolean isMemoryShort) throws IOException {
        for (long generation : over(packed, isMemoryShort ? SHORT_BIND : BIND)) {
            recent.remove(generation);
        }
        for (Path file : over(replaced, BIND)) {
            Files.deleteIfExists(file);
        }
    }

    /** Takes from the map what is in it for longer. */
    private static <K> List<K> over(Map<K, Long> since, Duration time) {
        List<K> over = since.entrySet().stream()
                .filter(each -> System.nanoTime() - each.getValue() > time.toNanos())
                .map(Map.Entry::getKey)
                .toList();
        over.forEach(since::remove);
        return over;
    }

    /** Segments in memory that are packed, the oldest first. */
    private List<Segments.Segment> tables() {
        return spans.all().stream().filter(Segments.Segment::isTable).toList();
    }

    private void pack(Segments segments, long generation, Path file, boolean always) throws SQLException, IOException {
        Segments.Segment segment = unpacked(segments, generation);
        if (segment == null) {
            return;
        }
        boolean isKept = always || segment.rows() > 0;
        if (segments == spans) {
            SpanFile.write(recent.view(generation), DataFolder.unfinished(file));
            DataFolder.finish(file);
        } else if (isKept) {
            copy(connection, file, statement -> "FROM store." + segment.table());
            DataFolder.finish(file);
        }
        MinuteFiles byMinute = segments == spans ? minutes : null;
        PackedFile part = byMinute == null ? null : writeMinutes(byMinute, generation, file);
        List<Segments.Segment> rest = new ArrayList<>(segments.all());
        rest.remove(segment);
        List<Path> files = files(segments.all());
        if (isKept) {
            files.add(file);
        }
        Transaction.run(connection, () -> {
            try (Statement statement = connection.createStatement()) {
                nameRows(statement, segments, rest, files, List.of());
                if (byMinute != null && part != null) {
                    nameMinutes(statement, byMinute.with(part), List.of());
                }
                if (segment.isTable()) {
                    statement.execute("DROP TABLE store." + segment.table());
                }
            }
        });
        if (segments == spans) {
            packed.put(generation, System.nanoTime());
        }
        if (byMinute != null && part != null) {
            byMinute.add(part);
        }
        if (isKept) {
            segments.packed(segment, file, Files.size(file));
        } else {
            segments.remove(segment);
        }
    }

    /** Deletes the files that are not needed any more, whoever may still read them. */
    void deleteReplaced() throws IOException {
        for (Path file : replaced.keySet()) {
            Files.deleteIfExists(file);
        }
        replaced.clear();
    }

    /** Drops the oldest segment with its rows. There must be a newer one. */
    void dropOldest(Segments segments) throws SQLException {
        Segments.Segment oldest = segments.oldest();
        List<Segments.Segment> rest = segments.all().subList(1, segments.count());
        Path file = oldest.file();
        Transaction.run(connection, () -> {
            try (Statement statement = connection.createStatement()) {
                nameRows(statement, segments, rest);
                if (segments == spans && oldest.isTable()) {
                    nameMinutes(
                            statement,
                            List.of(),
                            rest.stream().filter(Segments.Segment::isTable).toList());
                    statement.execute("DROP TABLE " + minuteTable(oldest));
                }
                if (oldest.isTable()) {
                    statement.execute("DROP TABLE store." + oldest.table());
                }
            }
        });
        segments.removeOldest();
        if (segments == spans) {
            recent.remove(oldest.generation());
        }
        if (file != null) {
            replaced(file);
        }
    }

    /** Notes a file of spans or points that no view names any more. */
    private void replaced(Path file) {
        older.remove(file);
        replaced.put(file, System.nanoTime());
    }

    /**
     * To be called before each write: replaces a damaged newest table of metric points by a copy of its rows, without
     * those of the write that failed.
     *
     * <p>DuckDB 2.0 does not undo everything when a COMMIT finds no memory: some values of the new rows stay in the
     * columns. If the table is used further, rows written later are read as these values, and the last rows are never
     * read.
     */
    void repair() throws SQLException {
        if (!points.isDamaged()) {
            return;
        }
        Segments.Segment damaged = points.newest();
        Segments.Segment copy = points.copy();
        List<Segments.Segment> all = new ArrayList<>(points.all());
        all.set(all.size() - 1, copy);
        Transaction.run(connection, () -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE store." + copy.table() + " AS FROM store." + damaged.table()
                        + " WHERE seq < " + points.nextSeq());
                nameRows(statement, points, all);
                statement.execute("DROP TABLE store." + damaged.table());
            }
        });
        points.repaired(copy);
    }

    /** Ids of the spans that were stored last, the oldest first: trace ids and span ids in hexadecimal digits. */
    void eachOfTheLast(int count, Ids consumer) throws SQLException {
        List<Path> newest = new ArrayList<>();
        long rows = 0;
        List<Segments.Segment> all = new ArrayList<>(spans.all());
        all.sort(Comparator.comparing(Segments.Segment::generation).reversed());
        for (Segments.Segment segment : all) {
            Path file = segment.file();
            if (file != null && rows < count) {
                newest.add(file);
                rows += segment.rows();
            }
        }
        if (newest.isEmpty()) {
            return;
        }
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT trace_id, span_id FROM (SELECT seq, trace_id, span_id"
                        + " FROM " + readSpans(newest) + " ORDER BY seq DESC LIMIT " + count + ") ORDER BY seq")) {
            while (result.next()) {
                consumer.accept(result.getString(1), result.getString(2));
            }
        }
    }

    /** Gets ids. */
    interface Ids {
        void accept(String traceId, String spanId);
    }

    /** Names the segments that the views are over. */
    private void nameRows(Statement statement, Segments segments, List<Segments.Segment> all) throws SQLException {
        nameRows(statement, segments, all, files(all), List.of());
    }

    /** Names the segments that are no files, these files, and more, that the views are over. */
    private void nameRows(
            Statement statement, Segments segments, List<Segments.Segment> all, List<Path> files, List<String> more)
            throws SQLException {
        // First those that have all columns, in their order: the order of a view's columns must not change.
        List<String> parts = Stream.concat(unpacked(all), all.stream().filter(Segments.Segment::isTable))
                .map(Schema::rows)
                .collect(Collectors.toCollection(ArrayList::new));
        parts.addAll(more);
        if (!files.isEmpty()) {
            parts.add("FROM " + read(segments, files));
        }
        nameRows(statement, "store." + segments.base(), parts);
        if (segments == spans) {
            nameRows(statement, UNPACKED, unpacked(all).map(Schema::rows).toList());
        }
    }

    private static void nameRows(Statement statement, String view, List<String> parts) throws SQLException {
        statement.execute("CREATE OR REPLACE MACRO " + view + ROWS + "() AS TABLE " + union(parts));
    }

    /** Segments that are neither files nor tables. */
    private static Stream<Segments.Segment> unpacked(List<Segments.Segment> all) {
        return all.stream().filter(segment -> segment.file() == null && !segment.isTable());
    }

    private static String now(String name) {
        return "CREATE OR REPLACE MACRO " + name + "() AS transaction_timestamp()::TIMESTAMP";
    }

    private static String resource(String name) {
        try (InputStream in = Schema.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of a segment that is no file. */
    private static String rows(Segments.Segment segment) {
        return segment.isTable()
                ? "FROM store." + segment.table()
                : "FROM " + RecentRows.FUNCTION + "(" + segment.generation() + ")";
    }

    /** The same of spans in memory, without columns that are empty; the view over all has them, from the newest segment. */
    private String filled(Segments.Segment segment) {
        return rows(segment) + " SELECT "
                + recent.columns(segment.generation()).stream()
                        .map(SpanLayout::quote)
                        .collect(Collectors.joining(", "));
    }

    private static List<Path> files(List<Segments.Segment> segments) {
        return segments.stream()
                .flatMap(segment -> Stream.ofNullable(segment.file()))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private String read(Segments segments, List<Path> files) {
        return segments == spans ? readSpans(files) : read(files);
    }

    private String readSpans(List<Path> files) {
        List<Path> old = files.stream().filter(older::contains).toList();
        if (old.isEmpty()) {
            return read(files);
        }
        String ofOld = "read_parquet(" + list(old) + ", schema = " + COLUMNS_OF_OLDER + ")";
        List<Path> others = files.stream().filter(file -> !older.contains(file)).toList();
        return others.isEmpty() ? ofOld : "(" + union(List.of("FROM " + ofOld, "FROM " + read(others))) + ")";
    }

    /**
     * The rows of files that all have the same columns. By their names: so DuckDB looks at all files before it plans, and knows
     * their statistics. If not, it joins the findings of a million spans in an order that takes several times the memory.
     */
    private static String read(List<Path> files) {
        return "read_parquet(" + list(files) + ", union_by_name = true)";
    }

    private static String list(List<Path> files) {
        return files.stream().map(Schema::literal).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String column(String name, ColumnType type) {
        return text(name) + ": {name: " + text(name) + ", type: " + text(type.name()) + ", default_value: NULL}";
    }

    private static String literal(Path file) {
        return text(file.toString());
    }

    private static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    private String spansView() {
        return spansView(Set.of());
    }

    /**
     * The statement that makes the view of spans with fields for these attributes, too. Thread-safe.
     *
     * @param named attributes that a query names
     */
    String spansView(Set<String> named) {
        String fields = others.fields(named).stream()
                .map(field -> SpanLayout.quote(field.key()) + " := " + expression(field))
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
                FROM store.span""".formatted(fields);
    }

    private static String expression(OtherAttributes.Field field) {
        String key = field.key();
        if (field.type() != null) {
            return expression(key, field.type());
        }
        // A search has a pattern where the others have a key; lists of slow operations show it in the key's place.
        return key.equals("memory.key")
                ? "coalesce(" + SpanLayout.column(key) + ", " + SpanLayout.column("memory.pattern") + ")"
                : SpanLayout.column(key);
    }

    /** An attribute without a column, by a JSON pointer. */
    private static String expression(String key, ColumnType type) {
        String pointer = text("/" + key.replace("~", "~0").replace("/", "~1"));
        return switch (type) {
            case JSON -> "json_extract(other_attributes, " + pointer + ")";
            case VARCHAR -> "json_extract_string(other_attributes, " + pointer + ")";
            default -> "TRY_CAST(json_extract_string(other_attributes, " + pointer + ") AS " + type + ")";
        };
    }
}
