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
import java.util.Arrays;
import java.util.Collection;
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
            sum DOUBLE, min DOUBLE, max DOUBLE, bucket_bounds VARCHAR, bucket_counts VARCHAR, quantiles VARCHAR""";

    private static final String METRICS_VIEW = """
            CREATE VIEW metrics AS SELECT
              make_timestamp_ns(time_unix_nano) AS "time",
              make_timestamp_ns(nullif(start_unix_nano, 0)) AS start_time,
              name, type, unit, temporality, service_name, attributes::JSON AS attributes,
              value, count, sum, min, max,
              from_json(bucket_bounds, '["DOUBLE"]') AS bucket_bounds,
              from_json(bucket_counts, '["BIGINT"]') AS bucket_counts,
              quantiles::JSON AS quantiles
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

    /** The columns of a file of metric points. */
    private static final String COLUMNS_OF_POINTS = Arrays.stream(POINT_COLUMNS.split(","))
            .map(column -> column.strip().split(" "))
            .map(column -> column(column[0], ColumnType.valueOf(column[1])))
            .collect(Collectors.joining(", ", "MAP {", "}"));

    /** Behind the name of what has rows in that of the macro with them. */
    static final String ROWS = "_rows";

    private static final String MINUTES = "store.memory_minutes" + ROWS;

    /** A generation without rows, in the place of files as long as there are none. */
    private static final long NO_GENERATION = 0;

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
    private static final String FORMAT = "(FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE %d)";

    private static final long GROUP_ROWS = 30_720;

    /** Bytes of a group, before they are compressed. */
    private static final long GROUP_BYTES = 16L << 20;

    /** An older version told the attributes of all files together, and no more than so many, and no longer names. */
    private static final int MOST_OF_OLDER = 10_000;

    private static final int LONGEST_OF_OLDER = 200;

    private final DuckDBConnection connection;
    private final DuckDBConnection packing;
    private final DataFolder folder;
    private final RecentRows recent = new RecentRows();
    private final AttributeFields attributes = new AttributeFields(recent);
    private final Segments spans = new Segments("span", false);
    private final Segments points = new Segments("metric_point", true);
    private final MinuteFiles minutes;

    /** Files that queries which began before may still read, and when they were replaced or dropped. */
    private final Map<Path, Long> replaced = new HashMap<>();

    /** Files of spans in which not all columns are, from before there were these. */
    private final Set<Path> older = new HashSet<>();

    /** Generations that were packed; queries that began before may still look for their spans in memory. */
    private final Map<Long, Long> packed = new HashMap<>();

    /** For reads on other threads. */
    private volatile StoredSpans stored = new StoredSpans(List.of(), List.of(), unused -> "");

    /**
     * @param packing an empty database with one thread, which makes totals by minute and merges files
     */
    Schema(DuckDBConnection connection, DuckDBConnection packing, DataFolder folder) {
        this.connection = connection;
        this.packing = packing;
        this.folder = folder;
        this.minutes = new MinuteFiles(folder);
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

    /** Which fields {@code attributes} has. Thread-safe. */
    AttributeFields attributes() {
        return attributes;
    }

    /** Where the spans are now. Thread-safe. */
    StoredSpans stored() {
        return stored;
    }

    /** To be called after the segments have changed. */
    private void tellStored() {
        Set<Path> old = Set.copyOf(older);
        stored = new StoredSpans(
                unpacked(spans.all()).map(Schema::rows).toList(),
                spans.all().stream().filter(segment -> segment.file() != null).toList(),
                segments -> "FROM " + readSpans(files(segments), old));
    }

    /**
     * Finds the segments in the folder, and makes empty ones to be written first.
     *
     * @param generation of these
     */
    void open(long generation) throws SQLException, IOException {
        prepare(connection);
        prepare(packing);
        find();
        Segments.Segment noSpan = spans.empty(NO_GENERATION);
        Segments.Segment noPoint = points.empty(NO_GENERATION);
        try (Statement statement = connection.createStatement()) {
            start(statement, noSpan, noPoint);
            namePacked(statement, spans, files(spans.all()));
            namePacked(statement, points, files(points.all()));
            append(statement, generation);
            statement.execute("CREATE VIEW " + UNPACKED + " AS FROM " + unpackedRows(spans) + "()");
            for (Segments segments : List.of(spans, points)) {
                statement.execute("CREATE VIEW store." + segments.base() + " AS "
                        + union(List.of(
                                "FROM " + unpackedRows(segments) + "()", "FROM " + packedRows(segments) + "()")));
            }
            statement.execute(METRICS_VIEW);
            for (String view : MEMORY_VIEWS) {
                statement.execute(view);
            }
            findMinutes();
            nameMinutes(statement, minutes.all());
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

    private void find() throws IOException {
        AttributeTypes old = ofOlder();
        boolean isOld = false;
        for (PackedFile file : folder.spans()) {
            isOld |= find(spans, file, old);
        }
        if (!isOld) {
            Files.deleteIfExists(oldAttributes());
        }
        for (PackedFile file : folder.besideSpans("points")) {
            find(points, file, old);
        }
    }

    /** Finds the files of minutes, and makes those that are missing. */
    private void findMinutes() throws SQLException, IOException {
        minutes.find();
        for (PackedFile part : minutes.all()) {
            // A statement of its own: one that has failed takes no other.
            try (Statement statement = connection.createStatement()) {
                statement
                        .executeQuery("FROM " + read(List.of(part.path())) + " LIMIT 0")
                        .close();
            } catch (SQLException e) {
                if (MemoryUse.isExhausted(e)) {
                    throw e;
                }
                minutes.remove(part);
                setAside(part.path(), Database.firstLine(e));
            }
        }
        for (Segments.Segment segment : spans.all()) {
            Path file = segment.file();
            if (file != null && !minutes.has(segment.generation())) {
                minutes.add(writeMinutes(segment.generation(), file));
            }
        }
    }

    /** Writes the operations of a file of spans by minute. */
    private PackedFile writeMinutes(long generation, Path file) throws SQLException, IOException {
        PackedFile part = minutes.of(generation);
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

    /** Names the files with operations by minute. */
    private static void nameMinutes(Statement statement, List<PackedFile> files) throws SQLException {
        List<String> parts = new ArrayList<>();
        parts.add("FROM store.memory_minutes('" + UNPACKED + "', '" + UNPACKED + "')");
        if (!files.isEmpty()) {
            parts.add("FROM " + read(files.stream().map(PackedFile::path).toList()));
        }
        nameRows(statement, MINUTES, union(parts));
    }

    private static String union(List<String> parts) {
        return String.join(" UNION ALL BY NAME ", parts);
    }

    /** Makes one file of minutes from many, where there are many. */
    void mergeMinutes() throws SQLException, IOException {
        List<PackedFile> many = minutes.toMerge();
        if (many.isEmpty()) {
            return;
        }
        PackedFile one = minutes.merged(many);
        write(one.path(), MERGE + read(many.stream().map(PackedFile::path).toList()) + " GROUP BY ALL");
        replaceMinutes(minutes.with(one), many);
    }

    /**
     * Makes one file of small ones that follow each other, as many restarts leave them.
     *
     * @param segments {@link #spans} or {@link #points}
     * @param rows that a file may have
     */
    void mergeSmall(Segments segments, long rows) throws SQLException, IOException {
        List<Segments.Segment> small = segments.small(rows);
        if (small.isEmpty()) {
            return;
        }
        Segments.Segment newest = small.get(small.size() - 1);
        PackedFile file = folder.merged(
                segments == spans ? "spans" : "points", small.get(0).first(), newest.generation());
        AttributeTypes types = segments == spans ? AttributeTypes.merged(attributes.of(files(small))) : null;
        copyUnfinished(file.path(), statement -> "FROM " + read(segments, files(small)), rowsOfGroup(files(small)));
        if (types != null) {
            types.attach((key, bytes) -> Footer.attach(DataFolder.unfinished(file.path()), key, bytes));
        }
        DataFolder.finish(file.path());
        if (types != null) {
            noteAttributes(file.path(), Footer.read(file.path()), AttributeTypes.unknown());
        }
        Files.setLastModifiedTime(file.path(), FileTime.fromMillis(newest.newestMillis()));
        Segments.Segment merged = segments.merged(small, file, Files.size(file.path()));
        List<Segments.Segment> all = new ArrayList<>(segments.all());
        all.set(all.indexOf(newest), merged);
        all.removeAll(small);
        Transaction.run(connection, () -> {
            try (Statement statement = connection.createStatement()) {
                namePacked(statement, segments, files(all));
            }
        });
        segments.replace(small, merged);
        tellStored();
        small.forEach(each -> replaced(Objects.requireNonNull(each.file())));
    }

    /** Deletes files of minutes that are older. */
    void dropMinutes(Duration age) throws SQLException, IOException {
        List<PackedFile> old = minutes.olderThan(age);
        if (!old.isEmpty()) {
            List<PackedFile> rest = new ArrayList<>(minutes.all());
            rest.removeAll(old);
            replaceMinutes(rest, old);
        }
    }

    private void replaceMinutes(List<PackedFile> all, List<PackedFile> gone) throws SQLException {
        Transaction.run(connection, () -> {
            try (Statement statement = connection.createStatement()) {
                nameMinutes(statement, all);
            }
        });
        minutes.set(all);
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
        copyUnfinished(file, query, GROUP_ROWS);
        DataFolder.finish(file);
    }

    /** The same, but the file has no name yet. */
    private void copyUnfinished(Path file, Rows query, long groupRows) throws SQLException {
        try {
            copy(packing, file, query, groupRows);
        } catch (SQLException e) {
            try {
                copy(connection, file, query, groupRows);
            } catch (SQLException again) {
                again.addSuppressed(e);
                throw again;
            }
        }
    }

    /** Rows of a group of a file that these become, so that a group does not take much memory. */
    private static long rowsOfGroup(List<Path> files) throws IOException {
        long rows = 0;
        long bytes = 0;
        for (Path file : files) {
            Footer footer = Footer.read(file);
            rows += footer.rows();
            bytes += footer.plainBytes();
        }
        return bytes <= GROUP_BYTES ? GROUP_ROWS : Math.max(1, Math.min(GROUP_ROWS, rows * GROUP_BYTES / bytes));
    }

    private static void copy(DuckDBConnection database, Path file, Rows query, long groupRows) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("COPY (" + query.in(statement) + ") TO " + literal(DataFolder.unfinished(file)) + " "
                    + FORMAT.formatted(groupRows));
            dropPacking(statement);
        }
    }

    /** Where an older version kept the types of attributes of all files together. */
    private Path oldAttributes() {
        return folder.path().resolve("attributes");
    }

    /** The attributes that files of an older version may have. */
    private AttributeTypes ofOlder() throws IOException {
        if (!Files.exists(oldAttributes())) {
            return AttributeTypes.unknown();
        }
        SeenAttributes seen = new SeenAttributes();
        Map<String, ColumnType> types = AttributeTypes.lines(Files.readString(oldAttributes()));
        seen.note(types);
        return seen.types(types.size() < MOST_OF_OLDER ? LONGEST_OF_OLDER : 0);
    }

    /** Takes a file of spans up, and says whether it does not tell its attributes. */
    private boolean noteAttributes(Path file, Footer footer, AttributeTypes old) throws IOException {
        AttributeTypes own = AttributeTypes.read(file, footer);
        attributes.add(file, own == null ? old : own);
        return own == null;
    }

    /** Takes a file up that is there, and says whether it is one of spans that does not tell its attributes. */
    private boolean find(Segments segments, PackedFile file, AttributeTypes old) throws IOException {
        Footer footer;
        long lastStart;
        long maxSeq;
        boolean isOld;
        try {
            footer = Footer.read(file.path());
            maxSeq = footer.rows() == 0 ? -1 : footer.max(SpanLayout.SEQ);
            lastStart = lastStart(segments, footer);
            isOld = segments == spans && noteAttributes(file.path(), footer, old);
        } catch (IOException e) {
            setAside(file.path(), Journal.reason(e));
            return false;
        }
        if (segments == spans && !footer.columns().equals(COLUMNS)) {
            older.add(file.path());
        }
        segments.found(
                file,
                footer.rows(),
                Files.size(file.path()),
                Files.getLastModifiedTime(file.path()).toMillis(),
                lastStart);
        segments.startSeq(Math.max(segments.nextSeq(), maxSeq + 1));
        return isOld;
    }

    private long lastStart(Segments segments, Footer footer) throws IOException {
        return segments == points || footer.rows() == 0
                ? Long.MIN_VALUE
                : footer.max(SpanLayout.name(SpanLayout.START));
    }

    private static void setAside(Path file, String reason) throws IOException {
        LOG.error(
                "The file {} cannot be read and was set aside as {}; its rows are missing: {}",
                file,
                DataFolder.setAside(file).getFileName(),
                reason);
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
        Transaction.run(connection, () -> {
            start(statement, span, point);
            nameUnpacked(statement, spans, with(spans, span));
            nameUnpacked(statement, points, with(points, point));
        });
        spans.append(span);
        points.append(point);
        tellStored();
    }

    private void start(Statement statement, Segments.Segment span, Segments.Segment point) throws SQLException {
        recent.start(span.generation());
        statement.execute("CREATE TABLE store." + point.table() + " (" + POINT_COLUMNS + ")");
    }

    private static List<Segments.Segment> with(Segments segments, Segments.Segment one) {
        return Stream.concat(segments.all().stream(), Stream.of(one)).toList();
    }

    /** Packs the segments of a generation, which must be complete. It may be done again after it failed. */
    void pack(long generation) throws SQLException, IOException {
        folder.make();
        pack(points, generation, folder.packed("points", generation), false);
        pack(spans, generation, folder.packed("spans", generation), true);
    }

    private static Segments.@Nullable Segment unpacked(Segments segments, long generation) {
        return segments.all().stream()
                .filter(each -> each.generation() == generation && each.file() == null)
                .findFirst()
                .orElse(null);
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

    private void pack(Segments segments, long generation, Path file, boolean always) throws SQLException, IOException {
        Segments.Segment segment = unpacked(segments, generation);
        if (segment == null) {
            return;
        }
        boolean isKept = always || segment.rows() > 0;
        if (segments == spans) {
            SpanTable.View view = recent.view(generation);
            SpanFile.write(view, recent.attributes(generation).types(AttributeTypes.ALL), DataFolder.unfinished(file));
            DataFolder.finish(file);
        } else if (isKept) {
            copy(connection, file, statement -> "FROM store." + segment.table(), GROUP_ROWS);
            DataFolder.finish(file);
        }
        PackedFile part = segments == spans ? writeMinutes(generation, file) : null;
        List<Segments.Segment> rest = new ArrayList<>(segments.all());
        rest.remove(segment);
        List<Path> files = files(segments.all());
        if (isKept) {
            files.add(file);
        }
        Transaction.run(connection, () -> {
            try (Statement statement = connection.createStatement()) {
                nameUnpacked(statement, segments, rest);
                namePacked(statement, segments, files);
                if (part != null) {
                    nameMinutes(statement, minutes.with(part));
                }
                if (segment.isTable()) {
                    statement.execute("DROP TABLE store." + segment.table());
                }
            }
        });
        if (part != null) {
            packed.put(generation, System.nanoTime());
            minutes.add(part);
        }
        if (isKept) {
            Footer footer = Footer.read(file);
            if (segments == spans) {
                noteAttributes(file, footer, AttributeTypes.unknown());
            }
            segments.packed(segment, file, Files.size(file), lastStart(segments, footer));
        } else {
            segments.remove(segment);
        }
        tellStored();
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
                if (file == null) {
                    nameUnpacked(statement, segments, rest);
                } else {
                    namePacked(statement, segments, files(rest));
                }
                if (oldest.isTable()) {
                    statement.execute("DROP TABLE store." + oldest.table());
                }
            }
        });
        segments.removeOldest();
        tellStored();
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
        attributes.remove(file);
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
                nameUnpacked(statement, points, all);
                statement.execute("DROP TABLE store." + damaged.table());
            }
        });
        points.repaired(copy);
    }

    /** The rows of all segments of spans, as a query. */
    String allSpans() {
        return union(List.of("FROM " + unpackedRows(spans) + "()", "FROM " + packedRows(spans) + "()"));
    }

    /** One more than the sequence number of the last span in a file. */
    long endOfPacked() {
        return spans.nextSeq()
                - unpackedSegments(spans.all())
                        .mapToLong(Segments.Segment::rows)
                        .sum();
    }

    private static Stream<Segments.Segment> unpackedSegments(List<Segments.Segment> all) {
        return all.stream().filter(segment -> segment.file() == null);
    }

    /** Spans that were stored last, the oldest first. */
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
                ResultSet result = statement.executeQuery("SELECT trace_id, span_id, kind, service_name,"
                        + " end_unix_nano, seq FROM (SELECT seq, trace_id, span_id, kind, service_name, end_unix_nano"
                        + " FROM " + readSpans(newest) + " ORDER BY seq DESC LIMIT " + count + ") ORDER BY seq")) {
            while (result.next()) {
                long identity = RecentSpans.identity(
                        Long.parseUnsignedLong(result.getString(1), 0, 16, 16),
                        Long.parseUnsignedLong(result.getString(1), 16, 32, 16),
                        Long.parseUnsignedLong(result.getString(2), 16),
                        SpanColumns.kindAndService(
                                result.getString(3).getBytes(StandardCharsets.UTF_8),
                                result.getString(4).getBytes(StandardCharsets.UTF_8)));
                consumer.accept(identity, result.getLong(5), result.getLong(6));
            }
        }
    }

    /** Gets identities of spans, as {@link RecentSpans} has them. */
    interface Ids {
        void accept(long identity, long end, long seq);
    }

    /** Names the segments that are not packed. */
    private static void nameUnpacked(Statement statement, Segments segments, List<Segments.Segment> all)
            throws SQLException {
        nameRows(
                statement,
                unpackedRows(segments),
                union(unpacked(all).map(Schema::rows).toList()));
    }

    /** Names the files of those that are. */
    private void namePacked(Statement statement, Segments segments, List<Path> files) throws SQLException {
        nameRows(
                statement,
                packedRows(segments),
                files.isEmpty() ? rows(segments.empty(NO_GENERATION)) : "FROM " + read(segments, files));
    }

    private static void nameRows(Statement statement, String macro, String rows) throws SQLException {
        statement.execute("CREATE OR REPLACE MACRO " + macro + "() AS TABLE " + rows);
    }

    private static String unpackedRows(Segments segments) {
        return "store.unpacked_" + segments.base() + ROWS;
    }

    private static String packedRows(Segments segments) {
        return "store.packed_" + segments.base() + ROWS;
    }

    private static Stream<Segments.Segment> unpacked(List<Segments.Segment> all) {
        return all.stream().filter(segment -> segment.file() == null);
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

    private static List<Path> files(List<Segments.Segment> segments) {
        return segments.stream()
                .flatMap(segment -> Stream.ofNullable(segment.file()))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private String read(Segments segments, List<Path> files) {
        // By name: files of an older version have fewer columns.
        return segments == spans
                ? readSpans(files)
                : "read_parquet(" + list(files) + ", schema = " + COLUMNS_OF_POINTS + ")";
    }

    private String readSpans(List<Path> files) {
        return readSpans(files, older);
    }

    private static String readSpans(List<Path> files, Set<Path> older) {
        List<Path> old = files.stream().filter(older::contains).toList();
        if (old.isEmpty()) {
            return read(files);
        }
        String ofOld = "read_parquet(" + list(old) + ", schema = " + COLUMNS_OF_OLDER + ")";
        List<Path> others = files.stream().filter(file -> !older.contains(file)).toList();
        return others.isEmpty() ? ofOld : "(" + union(List.of("FROM " + ofOld, "FROM " + read(others))) + ")";
    }

    /** The rows of files that all have the same columns: DuckDB looks at the first of them until it reads the others. */
    private static String read(List<Path> files) {
        return "read_parquet(" + list(files) + ")";
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

    /** The statement that makes the view of spans, with these fields of {@code attributes}. */
    static String spansView(Collection<AttributeFields.Field> fields) {
        List<String> parts = Stream.of(
                        columns(fields.stream().filter(field -> field.type() == null)),
                        others(fields.stream()
                                .filter(field -> field.type() != null)
                                .toList()))
                .filter(part -> !part.isEmpty())
                .toList();
        String attributes = parts.size() == 2
                ? "struct_concat(" + String.join(", ", parts) + ")"
                : parts.stream().findFirst().orElse("NULL");
        return """
                CREATE OR REPLACE VIEW spans AS SELECT
                  trace_id, span_id, parent_span_id, name, kind, service_name,
                  make_timestamp_ns(start_unix_nano) AS start_time,
                  make_timestamp_ns(end_unix_nano) AS end_time,
                  (end_unix_nano - start_unix_nano) / 1e6 AS duration_ms,
                  status_code, status_message,
                  %s AS attributes,
                  other_attributes::JSON AS other_attributes,
                  list_transform(
                    from_json(events, '[{"name":"VARCHAR","timeUnixNano":"BIGINT","attributes":"JSON"}]'),
                    lambda e: {'name': e.name, 'timestamp': make_timestamp_ns(e.timeUnixNano),
                      'attributes': e.attributes}) AS events,
                  from_json(links, '[{"traceId":"VARCHAR","spanId":"VARCHAR","attributes":"JSON"}]') AS links,
                  resource::JSON AS resource, scope_name, start_unix_nano, end_unix_nano
                FROM store.span""".formatted(attributes);
    }

    private static String columns(Stream<AttributeFields.Field> fields) {
        return struct(fields.map(field -> SpanLayout.quote(field.key()) + " := " + column(field.key())));
    }

    /**
     * Attributes without a column. Several are taken from the JSON as one list, so that it is parsed once. The list is the
     * parameter of a lambda: DuckDB would put another name for it in place of each use, and parse it for each.
     */
    private static String others(List<AttributeFields.Field> fields) {
        String texts = "json_extract_string(other_attributes, ";
        if (fields.size() == 1) {
            return struct(fields.stream()
                    .map(field ->
                            SpanLayout.quote(field.key()) + " := " + typed(texts + pointer(field.key()) + ")", field)));
        }
        String pointers =
                fields.stream().map(field -> pointer(field.key())).collect(Collectors.joining(", ", "[", "]"));
        String found = struct(IntStream.range(0, fields.size())
                .mapToObj(i -> SpanLayout.quote(fields.get(i).key()) + " := "
                        + typed("found[" + (i + 1) + "]", fields.get(i))));
        return fields.isEmpty() ? "" : "list_transform([" + texts + pointers + ")], lambda found: " + found + ")[1]";
    }

    private static String struct(Stream<String> fields) {
        String all = fields.collect(Collectors.joining(", "));
        return all.isEmpty() ? "" : "struct_pack(" + all + ")";
    }

    private static String column(String key) {
        // A search has a pattern where the others have a key; lists of slow operations show it in the key's place.
        return key.equals("memory.key")
                ? "coalesce(" + SpanLayout.column(key) + ", " + SpanLayout.column("memory.pattern") + ")"
                : SpanLayout.column(key);
    }

    private static String pointer(String key) {
        return text("/" + key.replace("~", "~0").replace("/", "~1"));
    }

    private static String typed(String value, AttributeFields.Field field) {
        return field.type() == ColumnType.VARCHAR ? value : "TRY_CAST(" + value + " AS " + field.type() + ")";
    }
}
