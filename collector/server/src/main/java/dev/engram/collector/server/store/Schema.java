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
 * over all segments as they are, and {@code spans} and {@code metrics} that people query.
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

    /** The view of spans of segments that are not packed. */
    static final String UNPACKED = "store.unpacked_span";

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

    /** A generation without rows, in the place of files as long as there are none. */
    private static final long NO_GENERATION = 0;

    /** An older version told the attributes of all files together, and no more than so many, and no longer names. */
    private static final int MOST_OF_OLDER = 10_000;

    private static final int LONGEST_OF_OLDER = 200;

    private final DuckDBConnection connection;
    private final DuckDBConnection packing;
    private final PackedWriter writer;
    private final DataFolder folder;
    private final RecentRows recent = new RecentRows();
    private final AttributeFields attributes = new AttributeFields(recent);
    private final Segments spans = new Segments("span", false);
    private final Segments points = new Segments("metric_point", true);
    private final Superseded superseded;
    private final MemoryMinutes minutes;

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
     * @param remembered a later version of a span may come as long as no more than so many came after it
     */
    Schema(DuckDBConnection connection, DuckDBConnection packing, DataFolder folder, long remembered) {
        this.connection = connection;
        this.packing = packing;
        this.folder = folder;
        this.writer = new PackedWriter(connection, packing);
        this.superseded = new Superseded(
                connection,
                folder.path(),
                Map.of("store.span", allRows(spans), UNPACKED, "FROM " + unpackedRows(spans) + "()"));
        this.minutes = new MemoryMinutes(
                connection,
                writer,
                folder,
                spans,
                superseded,
                this::readSpans,
                path -> replaced.put(path, System.nanoTime()),
                remembered);
    }

    Segments spans() {
        return spans;
    }

    Segments points() {
        return points;
    }

    /** Which spans are left out, because a later version of them came. */
    Superseded superseded() {
        return superseded;
    }

    /** Memory operations by minute. */
    MemoryMinutes minutes() {
        return minutes;
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
            superseded.open(spans.firstSeq(), spans.nextSeq());
            superseded.makeViews();
            statement.execute("CREATE VIEW store." + points.base() + " AS " + allRows(points));
            statement.execute(METRICS_VIEW);
            for (String view : MEMORY_VIEWS) {
                statement.execute(view);
            }
        }
        minutes.open();
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
        writer.writeUnfinished(
                file.path(),
                statement -> "FROM " + read(segments, files(small)),
                PackedWriter.rowsOfGroup(files(small)));
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
        Segments.Range range;
        boolean isOld;
        try {
            footer = Footer.read(file.path());
            range = range(segments, footer);
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
                range);
        segments.startSeq(Math.max(segments.nextSeq(), range.lastSeq() + 1));
        return isOld;
    }

    private Segments.Range range(Segments segments, Footer footer) throws IOException {
        return footer.rows() == 0
                ? Segments.Range.EMPTY
                : new Segments.Range(
                        footer.min(SpanLayout.SEQ),
                        footer.max(SpanLayout.SEQ),
                        segments == points ? Long.MIN_VALUE : footer.max(SpanLayout.name(SpanLayout.START)));
    }

    /** Puts a file out of the way that cannot be read. */
    static void setAside(Path file, String reason) throws IOException {
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
            writer.writeTables(file, statement -> "FROM store." + segment.table());
        }
        Footer footer = isKept ? Footer.read(file) : null;
        Segments.Range range = footer == null ? Segments.Range.EMPTY : range(segments, footer);
        PackedFile part = segments == spans ? minutes.pack(generation, file, range) : null;
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
                    minutes.nameWith(statement, part);
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
        if (footer != null) {
            if (segments == spans) {
                noteAttributes(file, footer, AttributeTypes.unknown());
            }
            segments.packed(segment, file, Files.size(file), range);
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

    /** The rows of all segments, as a query. */
    private static String allRows(Segments segments) {
        return Sql.union(List.of("FROM " + unpackedRows(segments) + "()", "FROM " + packedRows(segments) + "()"));
    }

    /** Whether files that were dropped are still there. */
    boolean hasReplaced() {
        return !replaced.isEmpty();
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
                Sql.union(unpacked(all).map(Schema::rows).toList()));
    }

    /** Names the files of those that are. */
    private void namePacked(Statement statement, Segments segments, List<Path> files) throws SQLException {
        nameRows(
                statement,
                packedRows(segments),
                files.isEmpty() ? rows(segments.empty(NO_GENERATION)) : "FROM " + read(segments, files));
    }

    private static void nameRows(Statement statement, String macro, String rows) throws SQLException {
        statement.execute(Sql.rows(macro, rows));
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
    static String rows(Segments.Segment segment) {
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
                : "read_parquet(" + Sql.list(files) + ", schema = " + COLUMNS_OF_POINTS + ")";
    }

    private String readSpans(List<Path> files) {
        return readSpans(files, older);
    }

    private static String readSpans(List<Path> files, Set<Path> older) {
        List<Path> old = files.stream().filter(older::contains).toList();
        if (old.isEmpty()) {
            return Sql.read(files);
        }
        String ofOld = "read_parquet(" + Sql.list(old) + ", schema = " + COLUMNS_OF_OLDER + ")";
        List<Path> others = files.stream().filter(file -> !older.contains(file)).toList();
        return others.isEmpty() ? ofOld : "(" + Sql.union(List.of("FROM " + ofOld, "FROM " + Sql.read(others))) + ")";
    }

    private static String column(String name, ColumnType type) {
        return Sql.text(name) + ": {name: " + Sql.text(name) + ", type: " + Sql.text(type.name())
                + ", default_value: NULL}";
    }
}
