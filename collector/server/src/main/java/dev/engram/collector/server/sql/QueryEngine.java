package dev.engram.collector.server.sql;

import dev.engram.collector.common.model.Table;
import dev.engram.collector.server.sql.QueryException.Kind;
import dev.engram.collector.server.store.QueryFiles;
import dev.engram.collector.server.store.View;
import dev.engram.collector.server.store.duckdb.Database;
import dev.engram.collector.server.store.duckdb.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements on files of columns, within the process that is there for it.
 *
 * <p>It stops a statement at its time limit if DuckDB can be interrupted; if not, the collector ends the process.
 */
final class QueryEngine {

    /** What the driver says when it does not say why. */
    private static final String NO_REASON = "Invalid result set";

    /** A file of the store, or a copy of what it has in memory, as views name them; see {@link QueryFiles}. */
    private static final Pattern OWN_FILE = Pattern.compile("[\"'/][a-z_.0-9]+(-\\d+)+\\.parquet");

    /** So often the size of a file is looked at. */
    private static final long MEASURE_MILLIS = 20;

    private final DuckDBConnection owner;

    /** The statements by which the views were made, by their names. */
    private final Map<String, String> made = new HashMap<>();

    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "engram-query-watch");
        thread.setDaemon(true);
        return thread;
    });

    QueryEngine(DuckDBConnection owner) {
        this.owner = owner;
    }

    /** Gets a result as it is read. */
    interface Sink {
        void columns(List<Table.Column> columns) throws IOException;

        void row(List<@Nullable Object> cells) throws IOException;

        void end(boolean truncated) throws IOException;
    }

    /** Makes the views that are new or different from before; each may use those before it. */
    void makeViews(List<View> views) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            if (made.isEmpty()) {
                statement.execute("CREATE SCHEMA IF NOT EXISTS store");
            }
            for (View view : views) {
                if (!view.sql().equals(made.get(view.name()))) {
                    statement.execute(view.sql());
                    made.put(view.name(), view.sql());
                }
            }
        }
    }

    /** Makes the view of spans as the statement needs it. */
    private void makeSpans(QueryFiles.ForQuery views, SpansUse use) throws SQLException {
        if (use == SpansUse.NONE && made.containsKey(views.spans().name())) {
            return;
        }
        View named = use == SpansUse.NAMED ? views.named() : null;
        makeViews(List.of(named == null ? views.spans() : named));
    }

    /** Runs one statement that reads. */
    void run(QueryFrames.Request request, Sink sink) throws QueryException, IOException {
        long deadline = System.nanoTime() + request.time().toNanos();
        try (DuckDBConnection connection = owner.duplicate().unwrap(DuckDBConnection.class)) {
            makeSpans(request.views(), SqlGate.check(connection, request.sql()));
            try (Statement begin = connection.createStatement()) {
                begin.execute("BEGIN TRANSACTION READ ONLY");
            }
            String file = request.file();
            if (file == null) {
                run(connection, request, deadline, sink);
            } else {
                write(connection, request, new ParquetResult(connection, request.sql(), Path.of(file)), deadline, sink);
            }
        } catch (SQLException e) {
            throw failure(e, 0);
        }
    }

    private void run(DuckDBConnection connection, QueryFrames.Request request, long deadline, Sink sink)
            throws SQLException, QueryException, IOException {
        try {
            timed(connection, request.sql(), request, deadline, reading(request, sink));
        } catch (SQLException e) {
            if (!String.valueOf(e.getMessage()).contains(NO_REASON)) {
                throw e;
            }
            throw reason(connection, request, deadline, e);
        }
    }

    /**
     * The driver loses the reason when a query fails while its rows are on their way. EXPLAIN ANALYZE runs it again
     * without rows, and fails with the reason.
     */
    private QueryException reason(
            DuckDBConnection connection, QueryFrames.Request request, long deadline, SQLException lost)
            throws QueryException, IOException {
        try (Statement again = connection.createStatement()) {
            again.execute("ROLLBACK");
            again.execute("BEGIN TRANSACTION READ ONLY");
            // On a line of its own, so that columns in the message stay right.
            timed(connection, "EXPLAIN ANALYZE\n" + request.sql(), request, deadline, reading(request, new Nowhere()));
            return new QueryException(Kind.TOO_LARGE, QueryException.TOO_LARGE, lost);
        } catch (SQLException e) {
            return failure(e, 1);
        }
    }

    private void write(
            DuckDBConnection connection, QueryFrames.Request request, ParquetResult result, long deadline, Sink sink)
            throws SQLException, QueryException, IOException {
        boolean isWritten = false;
        try {
            sink.columns(result.columns());
            timed(connection, result.copy(request.rows() + 1L), request, deadline, statement -> {
                ScheduledFuture<?> measure = watch.scheduleAtFixedRate(
                        () -> {
                            if (result.isLargerThan(request.characters())) {
                                cancel(statement);
                            }
                        },
                        MEASURE_MILLIS,
                        MEASURE_MILLIS,
                        TimeUnit.MILLISECONDS);
                try {
                    boolean more = statement.executeUpdate() > request.rows();
                    if (more) {
                        result.cut(request.rows());
                    }
                    // It may have grown since it was measured last.
                    if (result.isLargerThan(request.characters())) {
                        throw result.tooLarge(request.characters());
                    }
                    sink.end(more);
                } catch (SQLException e) {
                    if (result.isLargerThan(request.characters())) {
                        QueryException failure = result.tooLarge(request.characters());
                        failure.addSuppressed(e);
                        throw failure;
                    }
                    throw e;
                } finally {
                    measure.cancel(false);
                }
            });
            isWritten = true;
        } finally {
            if (!isWritten) {
                result.delete();
            }
        }
    }

    /** What is done with a statement within its time. */
    private interface Use {
        void of(PreparedStatement statement) throws SQLException, QueryException, IOException;
    }

    private static Use reading(QueryFrames.Request request, Sink sink) {
        return statement -> {
            try (ResultSet result = statement.executeQuery()) {
                read(result, request, sink);
            }
        };
    }

    private void timed(DuckDBConnection connection, String sql, QueryFrames.Request request, long deadline, Use use)
            throws SQLException, QueryException, IOException {
        AtomicBoolean stopped = new AtomicBoolean();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            // Again and again: a cancel that comes before the statement runs has no effect.
            ScheduledFuture<?> alarm = watch.scheduleAtFixedRate(
                    () -> {
                        stopped.set(true);
                        cancel(statement);
                    },
                    Math.max(0, deadline - System.nanoTime()),
                    TimeUnit.MILLISECONDS.toNanos(50),
                    TimeUnit.NANOSECONDS);
            try {
                use.of(statement);
            } finally {
                alarm.cancel(false);
            }
        } catch (SQLException e) {
            if (stopped.get()) {
                throw new QueryException(Kind.TIMEOUT, tooLong(request.time()), e);
            }
            throw e;
        }
    }

    private static void read(ResultSet result, QueryFrames.Request request, Sink sink)
            throws SQLException, QueryException, IOException {
        List<Table.Column> columns = columns(result.getMetaData());
        sink.columns(columns);
        long characters = 0;
        int rows = 0;
        while (result.next()) {
            if (rows == request.rows()) {
                sink.end(true);
                return;
            }
            List<@Nullable Object> row = new ArrayList<>(columns.size());
            for (int i = 1; i <= columns.size() && characters <= request.characters(); i++) {
                Object cell = cell(result, i);
                characters += Cells.size(cell);
                row.add(cell);
            }
            if (characters > request.characters()) {
                if (rows == 0) {
                    throw new QueryException(Kind.TOO_LARGE, QueryException.LARGE_ROW);
                }
                sink.end(true);
                return;
            }
            sink.row(row);
            rows++;
        }
        sink.end(false);
    }

    static List<Table.Column> columns(ResultSetMetaData meta) throws SQLException {
        List<Table.Column> columns = new ArrayList<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            columns.add(new Table.Column(meta.getColumnName(i), meta.getColumnTypeName(i)));
        }
        return columns;
    }

    /** The heap of this process is small: a cell that does not fit is no harm, and no cell of a result. */
    private static @Nullable Object cell(ResultSet result, int column) throws SQLException, QueryException {
        try {
            return Cells.plain(result.getObject(column));
        } catch (OutOfMemoryError e) {
            throw new QueryException(Kind.TOO_LARGE, QueryException.LARGE_ROW, e);
        }
    }

    private static void cancel(Statement statement) {
        try {
            statement.cancel();
        } catch (SQLException e) {
            // It has ended in this very moment, and there is nothing left to stop.
            return;
        }
    }

    /**
     * The failure for the one who asked.
     *
     * @param linesBefore lines that stand before the user's own
     */
    private static QueryException failure(SQLException e, int linesBefore) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("Out of Memory")
                || message.contains("could not allocate block")
                || message.contains("failed to allocate")
                || message.contains("Java heap space")) {
            return new QueryException(Kind.TOO_LARGE, QueryException.TOO_LARGE, e);
        }
        if (message.contains("IO Error") && OWN_FILE.matcher(message).find()) {
            // It was deleted or merged in this moment.
            return new QueryException(Kind.UNREADABLE, Database.firstLine(e), e);
        }
        if (message.contains("read-only mode")) {
            return new QueryException(Kind.FORBIDDEN, "A query may only read.", e);
        }
        return new QueryException(Kind.INVALID, SqlErrors.sentence(message, linesBefore), e);
    }

    static String tooLong(Duration time) {
        String seconds = time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
        return "The query ran longer than " + seconds
                + " and was stopped; ask for less, or start the collector with a longer --query-timeout.";
    }

    /** Takes what nobody asked for. */
    private static final class Nowhere implements Sink {

        @Override
        public void columns(List<Table.Column> columns) {}

        @Override
        public void row(List<@Nullable Object> cells) {}

        @Override
        public void end(boolean truncated) {}
    }

    /**
     * Opens the database of a process.
     *
     * @param memory bytes that DuckDB may take
     * @param folders those that it may read
     */
    static DuckDBConnection open(long memory, List<String> folders) throws SQLException {
        try {
            return Database.open(memory + "B", folders);
        } catch (StoreException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }
}
