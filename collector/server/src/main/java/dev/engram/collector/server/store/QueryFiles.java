package dev.engram.collector.server.store;

import dev.engram.collector.server.store.duckdb.Sql;
import dev.engram.collector.server.store.span.AttributeFields;
import dev.engram.collector.server.store.span.SpanFile;
import dev.engram.collector.server.store.span.SpanTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * What a process that runs queries reads: the store's files of columns as they are, copies of the rows that the store has
 * in memory as files of the same kind, and the statements that make the store's views over them.
 *
 * <p>Each call copies the rows that came since the last one. Thread-safe.
 */
public final class QueryFiles {

    /** Files of one table; with more of them it is copied as a whole again. */
    private static final int MAX_PIECES = 16;

    private static final int WAIT_SECONDS = 10;

    /** A file that is not needed any more may still be opened by a query that began before. */
    private static final long DELETE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** Times that the views are made again if a segment was packed while its rows were copied. */
    private static final int TRIES = 3;

    private final Store store;
    private final QueryFolder folder;
    private final Views views;
    private final Map<String, Copy> copies = new HashMap<>();
    private final Map<Path, Long> old = new HashMap<>();
    private long files;

    /** The copy of one table: the rows up to a sequence number, in files one after the other. */
    private static final class Copy {
        private final List<Path> pieces = new ArrayList<>();
        private long next;
    }

    /**
     * What a query may see.
     *
     * @param views all but that of spans, in an order in which each uses only those before it
     * @param spans the view of spans for a query that reads {@code attributes} as a whole
     * @param named the same for one that reads from it only what it names; null where it names what no span has
     */
    public record ForQuery(
            List<View> views, View spans, @Nullable View named) {}

    QueryFiles(Store store, QueryFolder folder, Path data) {
        this.store = store;
        this.folder = folder;
        this.views = new Views(QueryFiles::table, file -> fromHere(file, data));
    }

    /** A file as the process sees it from its working directory. */
    private static String fromHere(Path file, Path data) {
        return file.startsWith(data)
                ? QueryFolder.DATA + "/" + data.relativize(file)
                : file.getFileName().toString();
    }

    private static String table(long generation) {
        return "store.recent_" + generation;
    }

    /** Working directory of a process that reads the files; the statements name them as seen from there. */
    public Path folder() {
        return folder.path();
    }

    /**
     * The views as they are now, over all that the store has now, with a field of {@code attributes} for each attribute
     * that the query names, if a span has it.
     *
     * @throws SQLTimeoutException where the store is busy for ten seconds
     */
    public synchronized ForQuery update(String query) throws SQLException, IOException, InterruptedException {
        Lock lock = store.queryLock();
        if (!lock.tryLock(WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw new SQLTimeoutException("The store is being tidied up.");
        }
        try {
            List<View> all = update();
            AttributeFields.Fields fields = store.attributeFields(NamedAttributes.in(query));
            return new ForQuery(
                    all, SpansView.of(fields.all()), fields.isKnown() ? SpansView.of(fields.named()) : null);
        } finally {
            lock.unlock();
        }
    }

    private List<View> update() throws SQLException, IOException {
        for (int tries = 1; ; tries++) {
            // Read before the transaction begins, so a table that is missing there was dropped since.
            Contents contents = store.contents();
            boolean isSuperseded = store.hasSuperseded();
            try (DuckDBConnection connection = store.connect();
                    Statement statement = connection.createStatement()) {
                statement.setQueryTimeout(WAIT_SECONDS);
                statement.execute("BEGIN TRANSACTION");
                return update(contents, isSuperseded, statement);
            } catch (SQLException e) {
                if (tries == TRIES || e instanceof SQLTimeoutException) {
                    throw e;
                }
            }
        }
    }

    private List<View> update(Contents contents, boolean isSuperseded, Statement statement)
            throws SQLException, IOException {
        List<View> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        List<String> tables = new ArrayList<>(
                contents.pointTables().stream().map(name -> "store." + name).toList());
        if (isSuperseded) {
            // Before the spans are copied: a span and its later version may both be there, but never neither.
            tables.add(0, Superseded.TABLE);
        }
        for (String name : tables) {
            names.add(name);
            Copy copy = copies.computeIfAbsent(name, unused -> new Copy());
            copyNew(statement, name, copy);
            all.add(View.of(name, "FROM " + views.read(copy.pieces)));
        }
        List<Path> spans = new ArrayList<>();
        for (long generation : contents.recent()) {
            String name = table(generation);
            names.add(name);
            Copy copy = copies.computeIfAbsent(name, unused -> new Copy());
            copyNew(generation, name, copy);
            all.add(View.of(name, "FROM " + views.read(copy.pieces)));
            spans.addAll(copy.pieces);
        }
        copies.entrySet().removeIf(each -> {
            boolean isGone = !names.contains(each.getKey());
            if (isGone) {
                retire(each.getValue());
            }
            return isGone;
        });
        deleteOld();
        spans.addAll(contents.spans());
        // If all files have the same columns, one scan reads them: DuckDB then finds the first rows of an order by what
        // it
        // sorts by, and reads the rest of these rows alone.
        all.addAll(views.all(contents, isSuperseded, contents.older().isEmpty() ? views.read(spans) : null));
        return all;
    }

    /** Copies the spans of a generation that came since, as the store packs them: in groups that take little memory to read. */
    private void copyNew(long generation, String name, Copy copy) throws SQLException, IOException {
        if (copy.pieces.size() >= MAX_PIECES && !isCopied(spans(generation, copy.next), copy)) {
            retire(copy);
            copy.next = 0;
        }
        SpanTable.Rows spans = spans(generation, copy.next);
        if (isCopied(spans, copy)) {
            return;
        }
        Path file = piece(name);
        SpanFile.write(spans, null, file);
        copy.pieces.add(file);
        copy.next = spans.seq(spans.to());
    }

    private static boolean isCopied(SpanTable.Rows spans, Copy copy) {
        return spans.from() == spans.to() && !copy.pieces.isEmpty();
    }

    private SpanTable.Rows spans(long generation, long from) throws SQLException {
        try {
            return store.recentSpans(generation, from);
        } catch (IllegalStateException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }

    private void copyNew(Statement statement, String table, Copy copy) throws SQLException {
        String from = "FROM " + table + " WHERE seq >= ";
        long next;
        try (ResultSet result =
                statement.executeQuery("SELECT coalesce(max(seq) + 1, " + copy.next + ") " + from + copy.next)) {
            result.next();
            next = result.getLong(1);
        }
        if (next == copy.next && !copy.pieces.isEmpty()) {
            return;
        }
        if (copy.pieces.size() >= MAX_PIECES) {
            retire(copy);
            copy.next = 0;
        }
        copy(statement, table, copy, from + copy.next + " AND seq < " + next);
        copy.next = next;
    }

    private Path piece(String name) {
        return folder.path().resolve(name.substring(name.indexOf('.') + 1) + "-" + ++files + ".parquet");
    }

    private void copy(Statement statement, String name, Copy copy, String query) throws SQLException {
        Path file = piece(name);
        statement.execute("COPY (" + query + ") TO " + Sql.text(file) + " (FORMAT parquet)");
        copy.pieces.add(file);
    }

    private void retire(Copy copy) {
        copy.pieces.forEach(file -> old.put(file, System.nanoTime()));
        copy.pieces.clear();
    }

    private void deleteOld() throws IOException {
        List<Path> due = old.entrySet().stream()
                .filter(each -> System.nanoTime() - each.getValue() > DELETE_NANOS)
                .map(Map.Entry::getKey)
                .toList();
        for (Path file : due) {
            Files.deleteIfExists(file);
            old.remove(file);
        }
    }
}
