package dev.engram.collector.server.store;

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
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

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

    /** The view that has a field for each attribute, as DuckDB names it. */
    private static final String SPANS = "main.spans";

    private static final Pattern RECENT = Pattern.compile(RecentRows.FUNCTION + "\\((\\d+)\\)");

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
     * that the query names.
     *
     * @throws SQLTimeoutException where the store is busy for ten seconds
     */
    public synchronized List<View> update(String query) throws SQLException, IOException, InterruptedException {
        Lock lock = store.queryLock();
        if (!lock.tryLock(WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw new SQLTimeoutException("The store is being tidied up.");
        }
        try (DuckDBConnection connection = store.connect();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(WAIT_SECONDS);
            // One look at all: tables and views agree with each other.
            statement.execute("BEGIN TRANSACTION");
            return update(statement, NamedAttributes.in(query));
        } finally {
            lock.unlock();
        }
    }

    private List<View> update(Statement statement, Set<String> named) throws SQLException, IOException {
        List<View> views = new ArrayList<>();
        for (String macro : Schema.macros()) {
            views.add(new View(macro, macro));
        }
        Set<Long> generations = new TreeSet<>();
        for (View view : storeViews(statement)) {
            RECENT.matcher(view.sql()).results().forEach(found -> generations.add(Long.parseLong(found.group(1))));
            String sql = view.name().equals(SPANS) ? store.spansView(named) : view.sql();
            views.add(new View(view.name(), fromHere(RECENT.matcher(sql).replaceAll("store.recent_$1"))));
        }
        Set<String> names = new HashSet<>();
        for (long generation : generations) {
            String name = "recent_" + generation;
            names.add(name);
            Copy copy = copies.computeIfAbsent(name, unused -> new Copy());
            copyNew(statement, name, copy, from -> RecentRows.SINCE + "(" + generation + ", " + from + ")");
            views.add(view("store." + name, copy));
        }
        for (Table table : tables(statement)) {
            String name = table.schema() + "." + table.name();
            names.add(name);
            Copy copy = copies.computeIfAbsent(name, unused -> new Copy());
            if (table.hasSeq()) {
                copyNew(statement, table.name(), copy, from -> name);
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

    private static List<View> storeViews(Statement statement) throws SQLException {
        List<View> views = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(
                "SELECT schema_name || '.' || function_name, macro_definition FROM duckdb_functions()"
                        + " WHERE function_type = 'table_macro' AND schema_name = 'store' AND function_name LIKE '%"
                        + Schema.ROWS.replace("_", "\\_") + "' ESCAPE '\\'")) {
            while (result.next()) {
                String name = result.getString(1);
                views.add(new View(name, "CREATE OR REPLACE MACRO " + name + "() AS TABLE " + result.getString(2)));
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

    /** Where the rows from a sequence number on are; others may be there, too. */
    private interface Rows {
        String from(long seq);
    }

    private void copyNew(Statement statement, String name, Copy copy, Rows rows) throws SQLException {
        long next;
        try (ResultSet result = statement.executeQuery("SELECT coalesce(max(seq) + 1, " + copy.next + ") FROM "
                + rows.from(copy.next) + " WHERE seq >= " + copy.next)) {
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
        copy(
                statement,
                name,
                copy,
                "FROM " + rows.from(copy.next) + " WHERE seq >= " + copy.next + " AND seq < " + next);
        copy.next = next;
    }

    private void copy(Statement statement, String name, Copy copy, String query) throws SQLException {
        Path file = folder.path().resolve(name + "-" + ++files + ".parquet");
        statement.execute("COPY (" + query + ") TO '" + file.toString().replace("'", "''") + "' (FORMAT parquet)");
        copy.pieces.add(file);
    }

    private static View view(String name, Copy copy) {
        String files =
                copy.pieces.stream().map(file -> "'" + file.getFileName() + "'").collect(Collectors.joining(", "));
        return new View(name, "CREATE OR REPLACE VIEW " + name + " AS FROM read_parquet([" + files + "])");
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
