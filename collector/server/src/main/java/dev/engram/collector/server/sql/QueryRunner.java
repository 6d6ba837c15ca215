package dev.engram.collector.server.sql;

import dev.engram.collector.common.model.Table;
import dev.engram.collector.server.sql.QueryException.Kind;
import dev.engram.collector.server.store.Store;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Runs SQL from outside.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>Nothing is written, no setting changed, no file or address touched (see {@link SqlGate}).
 *   <li>A query ends within its time limit, also one that has no end.
 *   <li>The result has at most the allowed rows and about the allowed characters; {@link Table#truncated} says when it
 *       was cut.
 *   <li>Every failure is a {@link QueryException} with one sentence.
 * </ol>
 *
 * <p>Thread-safe; a query runs on the caller's thread.
 */
public final class QueryRunner implements AutoCloseable {

    private static final Duration WAIT_FOR_TURN = Duration.ofSeconds(2);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(3);

    /** What the driver says when it does not say why. */
    private static final String NO_REASON = "Invalid result set";

    private static final String TOO_LARGE =
            "The query needs more memory than the collector may use; ask for less, or raise --memory.";

    private final Store store;
    private final QueryLimits limits;
    private final Semaphore turns;
    private final Set<Statement> running = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "engram-query-watch");
        thread.setDaemon(true);
        return thread;
    });

    public QueryRunner(Store store, QueryLimits limits) {
        this.store = store;
        this.limits = limits;
        this.turns = new Semaphore(limits.concurrent(), true);
    }

    public QueryLimits limits() {
        return limits;
    }

    public Table run(String sql) throws QueryException {
        boolean mine = false;
        try {
            mine = turns.tryAcquire(WAIT_FOR_TURN.toMillis(), TimeUnit.MILLISECONDS);
            if (!mine) {
                throw new QueryException(
                        Kind.BUSY, limits.concurrent() + " queries are running already; try again in a moment.");
            }
            return runInTurn(sql);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueryException(Kind.BUSY, "The query was interrupted.", e);
        } finally {
            if (mine) {
                turns.release();
            }
        }
    }

    private Table runInTurn(String sql) throws QueryException, InterruptedException {
        Lock lock = store.queryLock();
        if (!lock.tryLock(limits.time().toMillis(), TimeUnit.MILLISECONDS)) {
            throw new QueryException(Kind.BUSY, "The store is being tidied up; try again in a moment.");
        }
        long deadline = System.nanoTime() + limits.time().toNanos();
        try (DuckDBConnection connection = store.connect()) {
            SqlGate.check(connection, sql);
            try (Statement begin = connection.createStatement()) {
                begin.execute("BEGIN TRANSACTION READ ONLY");
            }
            return run(connection, sql, deadline);
        } catch (SQLException e) {
            throw failure(e, 0);
        } finally {
            lock.unlock();
        }
    }

    private Table run(DuckDBConnection connection, String sql, long deadline) throws SQLException, QueryException {
        try {
            return timed(connection, sql, deadline);
        } catch (SQLException e) {
            if (!String.valueOf(e.getMessage()).contains(NO_REASON)) {
                throw e;
            }
            throw reason(connection, sql, deadline, e);
        }
    }

    /**
     * The driver loses the reason when a query fails while its rows are on their way. EXPLAIN ANALYZE runs it again
     * without rows, and fails with the reason.
     */
    private QueryException reason(DuckDBConnection connection, String sql, long deadline, SQLException lost)
            throws QueryException {
        try (Statement again = connection.createStatement()) {
            again.execute("ROLLBACK");
            again.execute("BEGIN TRANSACTION READ ONLY");
            // On a line of its own, so that columns in the message stay right.
            timed(connection, "EXPLAIN ANALYZE\n" + sql, deadline);
            return new QueryException(Kind.TOO_LARGE, TOO_LARGE, lost);
        } catch (SQLException e) {
            return failure(e, 1);
        }
    }

    private Table timed(DuckDBConnection connection, String sql, long deadline) throws SQLException, QueryException {
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
            running.add(statement);
            try (ResultSet result = statement.executeQuery()) {
                return read(result);
            } finally {
                running.remove(statement);
                alarm.cancel(false);
            }
        } catch (SQLException e) {
            if (stopped.get()) {
                throw new QueryException(
                        Kind.TIMEOUT,
                        "The query ran longer than " + seconds(limits.time())
                                + " and was stopped; ask for less, or start the collector with a longer --query-timeout.",
                        e);
            }
            throw e;
        }
    }

    private Table read(ResultSet result) throws SQLException {
        ResultSetMetaData meta = result.getMetaData();
        List<Table.Column> columns = new ArrayList<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            columns.add(new Table.Column(meta.getColumnName(i), meta.getColumnTypeName(i)));
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        long characters = 0;
        while (result.next()) {
            if (rows.size() == limits.rows() || characters > limits.characters()) {
                return new Table(columns, rows, true);
            }
            List<@Nullable Object> row = new ArrayList<>(columns.size());
            for (int i = 1; i <= columns.size(); i++) {
                Object cell = Cells.plain(result.getObject(i));
                characters += Cells.size(cell);
                row.add(cell);
            }
            rows.add(row);
        }
        return new Table(columns, rows, false);
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
     * @param linesBefore lines that stand before the user's own
     */
    private static QueryException failure(SQLException e, int linesBefore) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("Out of Memory")
                || message.contains("could not allocate block")
                || message.contains("Java heap space")) {
            return new QueryException(Kind.TOO_LARGE, TOO_LARGE, e);
        }
        if (message.contains("read-only mode")) {
            return new QueryException(Kind.FORBIDDEN, "A query may only read.", e);
        }
        return new QueryException(Kind.INVALID, SqlErrors.sentence(message, linesBefore), e);
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    /** Stops what runs and takes no more. */
    @Override
    public void close() {
        long end = System.nanoTime() + CLOSE_DEADLINE.toNanos();
        boolean idle = false;
        try {
            while (!idle && System.nanoTime() - end < 0) {
                running.forEach(QueryRunner::cancel);
                idle = turns.tryAcquire(limits.concurrent(), 50, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watch.shutdownNow();
    }
}
