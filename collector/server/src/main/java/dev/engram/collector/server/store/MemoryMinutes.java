package dev.engram.collector.server.store;

import dev.engram.collector.server.store.duckdb.Database;
import dev.engram.collector.server.store.duckdb.MemoryUse;
import dev.engram.collector.server.store.duckdb.Sql;
import dev.engram.collector.server.store.duckdb.Transaction;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.duckdb.DuckDBConnection;

/**
 * Memory operations by minute: of spans that are not packed as a query, of the others as files. The file of a segment leaves
 * out the spans of which a later version came; if one comes after it was written, it is written again by {@link #correct}.
 *
 * <p>Not thread-safe: the writer's own.
 */
final class MemoryMinutes {

    /** The spans of the segment that is packed. */
    private static final String PACKING = "store.packing_span";

    /** These, and those of other segments that are not packed. */
    private static final String AROUND = "store.around_packing_span";

    /** Those of which a later version came; others look for no table of that name, for it is one of the connection. */
    private static final String WITHOUT = "temp.main.without_span";

    private static final List<String> DROP = List.of(
            "DROP VIEW IF EXISTS " + AROUND, "DROP VIEW IF EXISTS " + PACKING, "DROP TABLE IF EXISTS " + WITHOUT);

    private static final String MERGE = """
            SELECT minute, service_name, agent, namespace, operation, duration_le_ms,
              sum(operations)::BIGINT AS operations, sum(errors)::BIGINT AS errors, sum(found)::BIGINT AS found,
              sum(missed)::BIGINT AS missed, sum(empty)::BIGINT AS empty, sum(bytes)::BIGINT AS bytes,
              sum(duration_ms) AS duration_ms, max(max_duration_ms) AS max_duration_ms
            FROM\s""";

    /** Of the time, one part in so many may be spent on files that are written again. */
    private static final int SHARE = 20;

    private final DuckDBConnection connection;
    private final PackedWriter writer;
    private final MinuteFiles files;
    private final Segments spans;
    private final Superseded superseded;
    private final Views views;
    private final FoundFiles found;
    private final Listener listener;

    /** A later version of a span may come as long as no more than so many came after it. */
    private final long open;

    /** Generations of which the files have spans of which a later version came since. */
    private final Set<Long> outdated = new HashSet<>();

    private long nextCorrection = System.nanoTime();

    /** Is called when the files change. */
    interface Listener {
        void changed();

        /** No view names the file any more. */
        void gone(Path file);
    }

    MemoryMinutes(
            DuckDBConnection connection,
            PackedWriter writer,
            DataFolder folder,
            Segments spans,
            Superseded superseded,
            Views views,
            FoundFiles found,
            Listener listener,
            long open) {
        this.connection = connection;
        this.writer = writer;
        this.files = new MinuteFiles(folder);
        this.spans = spans;
        this.superseded = superseded;
        this.views = views;
        this.found = found;
        this.listener = listener;
        this.open = open;
    }

    /** Finds the files, makes those that are missing, and names them. */
    void open() throws SQLException, IOException {
        files.find();
        for (PackedFile part : files.all()) {
            // A new statement for each: one that has failed takes no other.
            try (Statement statement = connection.createStatement()) {
                statement
                        .executeQuery("FROM " + views.read(List.of(part.path())) + " LIMIT 0")
                        .close();
            } catch (SQLException e) {
                if (MemoryUse.isExhausted(e)) {
                    throw e;
                }
                files.remove(part);
                FoundFiles.setAside(part.path(), Database.firstLine(e));
            }
        }
        for (Segments.Segment segment : spans.all()) {
            Path file = segment.file();
            if (file != null && !files.has(segment.generation())) {
                PackedFile part = files.of(segment.generation());
                write(part, file, segment.range());
                files.add(part);
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(views.minutes(files()).sql());
        }
    }

    /**
     * Writes the operations of a file of spans that is packed now.
     *
     * @return a file that is to be named ({@link #with}) and then added
     */
    PackedFile pack(long generation, Path file, Segments.Range range) throws SQLException, IOException {
        PackedFile part = files.of(generation);
        write(part, file, range);
        return part;
    }

    /** Names the files and one more. */
    View with(PackedFile part) {
        return views.minutes(paths(files.with(part)));
    }

    List<Path> files() {
        return paths(files.all());
    }

    void add(PackedFile part) {
        files.add(part);
    }

    private void write(PackedFile part, Path file, Segments.Range range) throws SQLException, IOException {
        writer.write(part.path(), new PackedWriter.Rows() {
            @Override
            public String in(Statement statement) throws SQLException {
                return operations(statement, part, file, superseded.between(range.firstSeq(), range.lastSeq()));
            }

            @Override
            public void done(Statement statement) throws SQLException {
                for (String drop : DROP) {
                    statement.execute(drop);
                }
            }
        });
    }

    private String operations(Statement statement, PackedFile part, Path file, long[] without) throws SQLException {
        String rows = views.readSpans(List.of(file), found.older());
        if (without.length == 0) {
            rows = "FROM " + rows;
        } else {
            var database = statement.getConnection().unwrap(DuckDBConnection.class);
            try (PreparedStatement insert = database.prepareStatement(
                    "CREATE OR REPLACE TEMP TABLE without_span AS SELECT unnest(?::BIGINT[]) AS span_seq")) {
                insert.setObject(
                        1,
                        database.createArrayOf(
                                "BIGINT", Arrays.stream(without).boxed().toArray()));
                insert.execute();
            }
            rows = Superseded.without(rows, WITHOUT);
        }
        List<String> around = new ArrayList<>();
        around.add("FROM " + PACKING);
        for (Segments.Segment segment : spans.all()) {
            if (segment.file() == null && !part.has(segment.generation())) {
                around.add(Views.memorySpans("(" + views.recentSpans(segment.generation()) + ")"));
            }
        }
        statement.execute(View.of(PACKING, Views.memorySpans("(" + rows + ")")).sql());
        statement.execute(View.of(AROUND, Sql.union(around)).sql());
        return "FROM store.memory_minutes('" + PACKING + "', '" + AROUND + "')";
    }

    private static List<Path> paths(List<PackedFile> files) {
        return files.stream().map(PackedFile::path).toList();
    }

    /** Notes that later versions of these spans came. */
    void outdate(long[] seqs) {
        for (long seq : seqs) {
            Segments.Segment packed = spans.packedWith(seq);
            if (packed != null) {
                outdated.add(packed.generation());
            }
        }
    }

    /**
     * Writes the files again that have earlier versions of spans.
     *
     * @param atOnce or after a time in which it takes a small part
     */
    void correct(boolean atOnce) throws SQLException, IOException {
        if (outdated.isEmpty() || (!atOnce && System.nanoTime() - nextCorrection < 0)) {
            return;
        }
        long begin = System.nanoTime();
        try {
            for (Segments.Segment segment : spans.all()) {
                Path file = segment.file();
                if (file != null && outdated.removeIf(segment::has)) {
                    try {
                        correct(segment, file);
                    } catch (SQLException | IOException | RuntimeException e) {
                        outdated.add(segment.generation());
                        throw e;
                    }
                }
            }
            // The spans of the others are deleted.
            outdated.clear();
        } finally {
            long end = System.nanoTime();
            nextCorrection = end + SHARE * (end - begin);
        }
    }

    private void correct(Segments.Segment segment, Path file) throws SQLException, IOException {
        List<PackedFile> parts = files.all().stream().filter(segment::overlaps).toList();
        if (!parts.stream().allMatch(segment::has)) {
            // Merged with those of spans that may be deleted: it stays as it is.
            return;
        }
        PackedFile part = files.again(segment.first(), segment.generation(), parts);
        write(part, file, segment.range());
        replace(files.with(part), parts);
    }

    /** Makes one file from many, where there are many. */
    void merge() throws SQLException, IOException {
        for (Segments.Segment segment : spans.all()) {
            if (segment.file() != null && segment.first() < segment.generation()) {
                merge(files.all().stream().filter(segment::has).toList());
            }
        }
        merge(files.toMerge(firstOpen()));
    }

    /** The first generation with a span of which a later version may come. */
    private long firstOpen() {
        long seq = spans.nextSeq() - open;
        return spans.all().stream()
                .filter(each -> each.file() == null || each.lastSeq() >= seq)
                .mapToLong(Segments.Segment::first)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private void merge(List<PackedFile> many) throws SQLException, IOException {
        if (many.size() > 1) {
            PackedFile one = files.merged(many);
            String query = MERGE + views.read(paths(many)) + " GROUP BY ALL";
            writer.write(one.path(), statement -> query);
            replace(files.with(one), many);
        }
    }

    /** Deletes files that are older. */
    void drop(Duration age) throws SQLException, IOException {
        List<PackedFile> old = files.olderThan(age);
        if (!old.isEmpty()) {
            List<PackedFile> rest = new ArrayList<>(files.all());
            rest.removeAll(old);
            replace(rest, old);
        }
    }

    private void replace(List<PackedFile> all, List<PackedFile> old) throws SQLException {
        Transaction.run(connection, () -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(views.minutes(paths(all)).sql());
            }
        });
        files.set(all);
        listener.changed();
        paths(old).forEach(listener::gone);
    }
}
