package dev.engram.collector.server.store;

import dev.engram.collector.server.store.duckdb.Transaction;
import dev.engram.collector.server.store.parquet.Footer;
import dev.engram.collector.server.store.span.AttributeFields;
import dev.engram.collector.server.store.span.AttributeTypes;
import dev.engram.collector.server.store.span.RecentRows;
import dev.engram.collector.server.store.span.SpanFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * The segments and the {@link Views} over them: starts, packs, merges and drops segments, and changes the views in the same
 * transaction.
 *
 * <p>Not thread-safe: the writer's own, but for {@link #contents}, {@link #stored} and {@link #attributes}.
 */
final class Schema {

    private final DuckDBConnection connection;
    private final DuckDBConnection packing;
    private final PackedWriter writer;
    private final DataFolder folder;
    private final Views views = Views.ofStore();
    private final RecentRows recent = new RecentRows();
    private final AttributeFields attributes = new AttributeFields(recent);
    private final Segments spans = new Segments("span", false);
    private final Segments points = new Segments("metric_point", true);
    private final FoundFiles found;
    private final Retired retired = new Retired(recent);
    private final Superseded superseded;
    private final MemoryMinutes minutes;

    private volatile Contents contents = Contents.NONE;
    private volatile StoredSpans stored = new StoredSpans(List.of(), List.of(), unused -> "");

    /**
     * @param packing an empty database with one thread, which makes totals by minute and merges files
     * @param remembered a later version of a span may come as long as no more than so many came after it
     */
    Schema(DuckDBConnection connection, DuckDBConnection packing, DataFolder folder, long remembered) {
        this.connection = connection;
        this.packing = packing;
        this.folder = folder;
        this.found = new FoundFiles(folder, attributes);
        this.writer = new PackedWriter(connection, packing);
        this.superseded = new Superseded(connection, folder.path());
        this.minutes = new MemoryMinutes(
                connection,
                writer,
                folder,
                spans,
                superseded,
                views,
                found,
                new MemoryMinutes.Listener() {
                    @Override
                    public void changed() {
                        publish();
                    }

                    @Override
                    public void gone(Path file) {
                        retired.add(file);
                    }
                },
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

    /** What no view names any more. */
    Retired retired() {
        return retired;
    }

    /** Which fields {@code attributes} has. Thread-safe. */
    AttributeFields attributes() {
        return attributes;
    }

    /** Where the spans are now. Thread-safe. */
    StoredSpans stored() {
        return stored;
    }

    /** Where all rows are now. Thread-safe. */
    Contents contents() {
        return contents;
    }

    /** To be called after the segments have changed. */
    private void publish() {
        Contents now = new Contents(
                generations(spans.all()),
                files(spans.all()),
                found.older(),
                tables(points.all()),
                files(points.all()),
                minutes.files());
        contents = now;
        stored = new StoredSpans(
                now.recent().stream().map(views::recentSpans).toList(),
                spans.all().stream().filter(segment -> segment.file() != null).toList(),
                segments -> "FROM " + views.readSpans(files(segments), now.older()));
    }

    /**
     * Finds the segments in the folder, and makes empty ones to be written first.
     *
     * @param generation of these
     */
    void open(long generation) throws SQLException, IOException {
        prepare(connection);
        prepare(packing);
        found.find(spans, points);
        append(generation);
        superseded.open(spans.firstSeq(), spans.nextSeq());
        execute(views.packedSpans(files(spans.all()), found.older()), views.packedPoints(files(points.all())));
        superseded.makeViews();
        minutes.open();
        execute(views.afterRows().toArray(View[]::new));
        publish();
    }

    /** Makes what has no rows. */
    private void prepare(DuckDBConnection database) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("CREATE SCHEMA store");
            for (View macro : Views.MACROS) {
                statement.execute(macro.sql());
            }
        }
        recent.register(database);
    }

    private void execute(View... all) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (View view : all) {
                statement.execute(view.sql());
            }
        }
    }

    /** Makes and drops tables and replaces views, all or nothing. */
    private void change(List<String> statements) throws SQLException {
        Transaction.run(connection, () -> {
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
        });
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
        String rowsOfSmall =
                segments == spans ? views.readSpans(files(small), found.older()) : views.readPoints(files(small));
        writer.writeUnfinished(file.path(), statement -> "FROM " + rowsOfSmall, PackedWriter.rowsOfGroup(files(small)));
        if (types != null) {
            types.attach((key, bytes) -> Footer.attach(DataFolder.unfinished(file.path()), key, bytes));
        }
        DataFolder.finish(file.path());
        if (types != null) {
            found.noteAttributes(file.path(), Footer.read(file.path()));
        }
        Files.setLastModifiedTime(file.path(), FileTime.fromMillis(newest.newestMillis()));
        Segments.Segment merged = segments.merged(small, file, Files.size(file.path()));
        List<Segments.Segment> all = new ArrayList<>(segments.all());
        all.set(all.indexOf(newest), merged);
        all.removeAll(small);
        change(List.of(packed(segments, files(all)).sql()));
        segments.replace(small, merged);
        publish();
        small.forEach(each -> retire(Objects.requireNonNull(each.file())));
    }

    /** Adds empty segments, to be written from now on. */
    void append(long generation) throws SQLException {
        Segments.Segment span = spans.empty(generation);
        Segments.Segment point = points.empty(generation);
        recent.start(generation);
        change(List.of(
                "CREATE TABLE store." + point.table() + " (" + Views.POINT_COLUMNS + ")",
                unpacked(spans, spans.with(span)).sql(),
                unpacked(points, points.with(point)).sql()));
        spans.append(span);
        points.append(point);
        publish();
    }

    /** Packs the segments of a generation, which must be complete. It may be done again after it failed. */
    void pack(long generation) throws SQLException, IOException {
        folder.make();
        pack(points, generation, folder.packed("points", generation));
        pack(spans, generation, folder.packed("spans", generation));
    }

    private void pack(Segments segments, long generation, Path file) throws SQLException, IOException {
        Segments.Segment segment = unpacked(segments.all())
                .filter(each -> each.generation() == generation)
                .findFirst()
                .orElse(null);
        if (segment == null) {
            return;
        }
        Footer footer = write(segments, segment, file);
        Segments.Range range = footer == null ? Segments.Range.EMPTY : FoundFiles.range(segments, footer);
        long bytes = footer == null ? 0 : Files.size(file);
        PackedFile part = segments == spans ? minutes.pack(generation, file, range) : null;
        List<Segments.Segment> rest = new ArrayList<>(segments.all());
        rest.remove(segment);
        List<Path> files = files(segments.all());
        if (footer != null) {
            files.add(file);
        }
        List<String> statements = new ArrayList<>();
        statements.add(unpacked(segments, rest).sql());
        statements.add(packed(segments, files).sql());
        if (part != null) {
            statements.add(minutes.with(part).sql());
        }
        drop(segment).ifPresent(statements::add);
        change(statements);
        if (part != null) {
            retired.add(generation);
            minutes.add(part);
        }
        if (footer != null && segments == spans) {
            found.noteAttributes(file, footer);
        }
        if (footer == null) {
            segments.remove(segment);
        } else {
            segments.packed(segment, file, bytes, range);
        }
        publish();
    }

    /** Writes a segment to a file; no metric points become no file. */
    private @Nullable Footer write(Segments segments, Segments.Segment segment, Path file)
            throws SQLException, IOException {
        if (segments == spans) {
            SpanFile.write(
                    recent.view(segment.generation()),
                    recent.attributes(segment.generation()).types(AttributeTypes.ALL),
                    DataFolder.unfinished(file));
            DataFolder.finish(file);
        } else if (segment.rows() > 0) {
            writer.writeTables(file, statement -> "FROM store." + segment.table());
        } else {
            return null;
        }
        return Footer.read(file);
    }

    /** Drops the oldest segment with its rows. There must be a newer one. */
    void dropOldest(Segments segments) throws SQLException {
        Segments.Segment oldest = segments.oldest();
        List<Segments.Segment> rest = segments.all().subList(1, segments.count());
        Path file = oldest.file();
        List<String> statements = new ArrayList<>();
        statements.add((file == null ? unpacked(segments, rest) : packed(segments, files(rest))).sql());
        drop(oldest).ifPresent(statements::add);
        change(statements);
        segments.removeOldest();
        publish();
        if (segments == spans) {
            recent.remove(oldest.generation());
        }
        if (file != null) {
            retire(file);
        }
    }

    /** Retires a file of spans or points that no view names any more. */
    private void retire(Path file) {
        found.remove(file);
        retired.add(file);
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
        change(List.of(
                "CREATE TABLE store." + copy.table() + " AS FROM store." + damaged.table() + " WHERE seq < "
                        + points.nextSeq(),
                unpacked(points, all).sql(),
                "DROP TABLE store." + damaged.table()));
        points.repaired(copy);
        publish();
    }

    /** One more than the sequence number of the last span in a file. */
    long endOfPacked() {
        return spans.nextSeq()
                - unpacked(spans.all()).mapToLong(Segments.Segment::rows).sum();
    }

    /** Spans that were stored last, the oldest first. */
    void eachOfTheLast(int count, LastSpans.Ids consumer) throws SQLException {
        List<Path> files = LastSpans.files(spans.all(), count);
        if (!files.isEmpty()) {
            LastSpans.each(connection, views.readSpans(files, found.older()), count, consumer);
        }
    }

    /** Names the segments that are not packed. */
    private View unpacked(Segments segments, List<Segments.Segment> all) {
        return segments == spans ? views.unpackedSpans(generations(all)) : Views.unpackedPoints(tables(all));
    }

    /** Names the files of those that are. */
    private View packed(Segments segments, List<Path> files) {
        return segments == spans ? views.packedSpans(files, found.older()) : views.packedPoints(files);
    }

    private static Optional<String> drop(Segments.Segment segment) {
        return segment.isTable() ? Optional.of("DROP TABLE store." + segment.table()) : Optional.empty();
    }

    private static Stream<Segments.Segment> unpacked(List<Segments.Segment> all) {
        return all.stream().filter(segment -> segment.file() == null);
    }

    private static List<Long> generations(List<Segments.Segment> all) {
        return unpacked(all).map(Segments.Segment::generation).toList();
    }

    private static List<String> tables(List<Segments.Segment> all) {
        return unpacked(all).map(Segments.Segment::table).toList();
    }

    private static List<Path> files(List<Segments.Segment> segments) {
        return segments.stream()
                .flatMap(segment -> Stream.ofNullable(segment.file()))
                .collect(Collectors.toCollection(ArrayList::new));
    }
}
