package dev.engram.collector.server.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.regex.Pattern;
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

    /** The view of spans, as DuckDB names it. */
    public static final String SPANS = "main.spans";

    private static final Pattern RECENT = Pattern.compile(RecentRows.FUNCTION + "\\((\\d+)\\)");

    /** All spans, and the macro of those in files of the store. */
    private static final String ALL_SPANS = "store.span";

    private static final String PACKED_SPANS = "store.packed_span" + Schema.ROWS;

    /** A file of spans of the store, as it is named in the folder for queries. */
    private static final Pattern FILE = Pattern.compile("'" + QueryFolder.DATA + "/spans-[-0-9]+\\.parquet'");

    private final Store store;
    private final QueryFolder folder;
    private final Path data;
    private final Map<String, Copy> copies = new HashMap<>();
    private final Map<Path, Long> old = new HashMap<>();
    private long files;

    /** The copy of one table: the rows up to a sequence number, in files one after the other. */
    private static final class Copy {
        private final List<Path> pieces = new ArrayList<>();
        private long next;
    }

    /**
     * A table, a view, or a macro with the rows of a view, for queries.
     *
     * @param name its name, by which a later one takes its place
     * @param sql the statement that makes it; it may need others to be made first
     */
    public record View(String name, String sql) {}

    /**
     * What a query may see.
     *
     * @param views all but that of spans
     * @param spans the view of spans for a query that reads {@code attributes} as a whole
     * @param named the same for one that reads from it only what it names; null where it names what no span has
     */
    public record Views(
            List<View> views, View spans, @Nullable View named) {}

    QueryFiles(Store store, QueryFolder folder, Path data) {
        this.store = store;
        this.folder = folder;
        this.data = data;
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
    public synchronized Views update(String query) throws SQLException, IOException, InterruptedException {
        Lock lock = store.queryLock();
        if (!lock.tryLock(WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw new SQLTimeoutException("The store is being tidied up.");
        }
        try (DuckDBConnection connection = store.connect();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(WAIT_SECONDS);
            // One look at all: tables and views agree with each other.
            statement.execute("BEGIN TRANSACTION");
            List<View> views = update(statement);
            AttributeFields.Fields fields = store.attributeFields(NamedAttributes.in(query));
            return new Views(views, spans(fields.all()), fields.isKnown() ? spans(fields.named()) : null);
        } finally {
            lock.unlock();
        }
    }

    private static View spans(Collection<AttributeFields.Field> fields) {
        return new View(SPANS, SpansView.of(fields));
    }

    private List<View> update(Statement statement) throws SQLException, IOException {
        List<View> views = new ArrayList<>();
        for (String macro : Schema.macros()) {
            views.add(new View(macro, macro));
        }
        Set<Long> generations = new TreeSet<>();
        for (View view : storeViews(statement)) {
            RECENT.matcher(view.sql()).results().forEach(found -> generations.add(Long.parseLong(found.group(1))));
            views.add(new View(view.name(), fromHere(RECENT.matcher(view.sql()).replaceAll("store.recent_$1"))));
        }
        Set<String> names = new HashSet<>();
        List<String> recent = new ArrayList<>();
        for (long generation : generations) {
            String name = "recent_" + generation;
            names.add(name);
            Copy copy = copies.computeIfAbsent(name, unused -> new Copy());
            copyNew(generation, name, copy);
            views.add(view("store." + name, copy));
            copy.pieces.forEach(file -> recent.add(Sql.text(file.getFileName())));
        }
        views.replaceAll(view -> view.name().equals(ALL_SPANS) ? allSpans(view, views, recent) : view);
        for (Table table : tables(statement)) {
            String name = table.schema() + "." + table.name();
            names.add(name);
            Copy copy = copies.computeIfAbsent(name, unused -> new Copy());
            if (table.hasSeq()) {
                copyNew(statement, table, copy);
            } else {
                retire(copy);
                copy(statement, table.name(), copy, "FROM " + name);
            }
            views.add(view(name, copy));
        }
        copies.entrySet().removeIf(each -> {
            boolean isGone = !names.contains(each.getKey());
            if (isGone) {
                retire(each.getValue());
            }
            return isGone;
        });
        deleteOld();
        return views;
    }

    /**
     * The view of all spans as one scan of all files, if all have the same columns: DuckDB then finds the first rows of an
     * order by what it sorts by, and reads the rest of these rows alone.
     */
    private static View allSpans(View view, List<View> views, List<String> recent) {
        String packed = views.stream()
                .filter(each -> each.name().equals(PACKED_SPANS))
                .map(View::sql)
                .findFirst()
                .orElse("");
        if (packed.contains("schema")) {
            return view;
        }
        List<String> files = new ArrayList<>(recent);
        FILE.matcher(packed).results().forEach(found -> files.add(found.group()));
        String all = "read_parquet([" + String.join(", ", files) + "])";
        return new View(
                view.name(),
                "CREATE OR REPLACE VIEW " + view.name() + " AS "
                        + (view.sql().contains(Superseded.TABLE) ? Superseded.without(all) : "FROM " + all));
    }

    private static List<View> storeViews(Statement statement) throws SQLException {
        List<View> views = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(
                "SELECT schema_name || '.' || function_name, macro_definition FROM duckdb_functions()"
                        + " WHERE function_type = 'table_macro' AND schema_name = 'store' AND function_name LIKE '%"
                        + Schema.ROWS.replace("_", "\\_") + "' ESCAPE '\\'")) {
            while (result.next()) {
                String name = result.getString(1);
                views.add(new View(name, Sql.rows(name, result.getString(2))));
            }
        }
        try (ResultSet result = statement.executeQuery(
                "SELECT schema_name || '.' || view_name, sql FROM duckdb_views() WHERE NOT internal")) {
            while (result.next()) {
                views.add(new View(
                        result.getString(1),
                        result.getString(2).replaceFirst("^CREATE VIEW", "CREATE OR REPLACE VIEW")));
            }
        }
        return views;
    }

    /**
     * A table of the database.
     *
     * @param hasSeq whether its rows are numbered, and added only
     */
    private record Table(String schema, String name, boolean hasSeq) {}

    private static List<Table> tables(Statement statement) throws SQLException {
        List<Table> tables = new ArrayList<>();
        try (ResultSet result = statement.executeQuery("""
                SELECT schema_name, table_name, bool_or(column_name = 'seq') FROM duckdb_columns()
                WHERE NOT internal AND table_oid IN (SELECT table_oid FROM duckdb_tables()) GROUP BY ALL""")) {
            while (result.next()) {
                tables.add(new Table(result.getString(1), result.getString(2), result.getBoolean(3)));
            }
        }
        return tables;
    }

    /** Copies the spans of a generation that came since, as the store packs them: in groups that take little memory to read. */
    private void copyNew(long generation, String name, Copy copy) throws SQLException, IOException {
        if (copy.pieces.size() >= MAX_PIECES && !isCopied(spans(generation, copy.next), copy)) {
            retire(copy);
            copy.next = 0;
        }
        SpanTable.View spans = spans(generation, copy.next);
        if (isCopied(spans, copy)) {
            return;
        }
        Path file = piece(name);
        SpanFile.write(spans, null, file);
        copy.pieces.add(file);
        copy.next = spans.seq(spans.to());
    }

    private static boolean isCopied(SpanTable.View spans, Copy copy) {
        return spans.from() == spans.to() && !copy.pieces.isEmpty();
    }

    private SpanTable.View spans(long generation, long from) throws SQLException {
        try {
            return store.recentSpans(generation, from);
        } catch (IllegalStateException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }

    private void copyNew(Statement statement, Table table, Copy copy) throws SQLException {
        String from = "FROM " + table.schema() + "." + table.name() + " WHERE seq >= ";
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
        copy(statement, table.name(), copy, from + copy.next + " AND seq < " + next);
        copy.next = next;
    }

    private Path piece(String name) {
        return folder.path().resolve(name + "-" + ++files + ".parquet");
    }

    private void copy(Statement statement, String name, Copy copy, String query) throws SQLException {
        Path file = piece(name);
        statement.execute("COPY (" + query + ") TO " + Sql.text(file) + " (FORMAT parquet)");
        copy.pieces.add(file);
    }

    private static View view(String name, Copy copy) {
        List<Path> files = copy.pieces.stream().map(Path::getFileName).toList();
        return new View(name, "CREATE OR REPLACE VIEW " + name + " AS FROM " + Sql.read(files));
    }

    /** The statement with the store's files as they are named in the folder for queries. */
    private String fromHere(String sql) {
        return sql.replace("'" + data.toString().replace("'", "''") + "/", "'" + QueryFolder.DATA + "/");
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
