package dev.engram.collector.server.sql;

import dev.engram.collector.common.model.Table;
import dev.engram.collector.server.sql.QueryException.Kind;
import dev.engram.collector.server.store.QueryFiles;
import dev.engram.collector.server.store.Store;
import dev.engram.collector.server.store.duckdb.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs SQL from outside, each query in a process of its own that reads the store's files and copies of what the store has in
 * memory ({@link QueryFiles}).
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>Nothing is written, no setting changed, no file or address touched (see {@link SqlGate}).
 *   <li>A query ends within its time limit, whatever it does: what DuckDB cannot interrupt is ended with its process.
 *   <li>It takes no memory and no lock of the collector; its process has a limit of its own.
 *   <li>The result has at most the allowed rows and about the allowed characters; {@link Table#truncated} says when it
 *       was cut.
 *   <li>Every failure is a {@link QueryException} with one sentence.
 * </ol>
 *
 * <p>Thread-safe; the caller's thread waits for the result.
 */
public final class QueryRunner implements AutoCloseable {

    private static final Duration WAIT_FOR_TURN = Duration.ofSeconds(2);

    /** Requests that wait for their turn. */
    private static final int MAX_WAITING = 32;

    /** Results as files at once; each waits for its client. */
    private static final int MAX_FILES = 8;

    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(3);

    private final Store store;
    private final QueryLimits limits;
    private final Semaphore turns;

    /** Processes that wait for a query. */
    private final Deque<QueryProcess> idle = new ConcurrentLinkedDeque<>();

    private final Set<QueryProcess> all = ConcurrentHashMap.newKeySet();
    private final Semaphore room = new Semaphore(MAX_FILES);
    private final AtomicLong number = new AtomicLong();
    private volatile boolean isClosed;

    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "engram-query-watch");
        thread.setDaemon(true);
        return thread;
    });

    private final ThreadPoolExecutor executor;

    public QueryRunner(Store store, QueryLimits limits) {
        AtomicInteger thread = new AtomicInteger();
        this.executor = new ThreadPoolExecutor(
                limits.concurrent(),
                limits.concurrent(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING),
                task -> {
                    Thread started = new Thread(task, "engram-query-" + thread.incrementAndGet());
                    started.setDaemon(true);
                    return started;
                });
        this.store = store;
        this.limits = limits;
        this.turns = new Semaphore(limits.concurrent(), true);
    }

    public QueryLimits limits() {
        return limits;
    }

    /** Threads for those who run queries: as many as queries may run at once. It rejects one where many wait. */
    public Executor executor() {
        return executor;
    }

    /** Runs one statement that reads. */
    public Table run(String sql) throws QueryException {
        return inTurn(sql, process -> process.run(request(sql, null)));
    }

    /**
     * Runs one statement that reads, and has its result written as Parquet.
     *
     * @return to be closed by the caller, which deletes the file
     */
    public ResultFile runToFile(String sql) throws QueryException {
        if (!room.tryAcquire()) {
            throw new QueryException(
                    Kind.BUSY, MAX_FILES + " results are on their way to clients; try again in a moment.");
        }
        ResultFile result = null;
        try {
            result = inTurn(sql, process -> toFile(process, sql));
            return result;
        } finally {
            if (result == null) {
                room.release();
            }
        }
    }

    private ResultFile toFile(QueryProcess process, String sql)
            throws QueryException, SQLException, IOException, InterruptedException {
        Path folder = store.queryFiles().folder();
        Path written = process.newFile();
        Table table = process.run(request(sql, folder.relativize(written).toString()));
        // Not the process' own any more, which may end before the client has read it.
        Path kept = folder.resolve("result-" + number.incrementAndGet() + ".parquet");
        Files.move(written, kept);
        return new ResultFile(kept, table.truncated(), room);
    }

    private QueryFrames.Request request(String sql, @Nullable String file)
            throws SQLException, IOException, InterruptedException {
        return new QueryFrames.Request(
                store.queryFiles().update(sql), sql, limits.time(), limits.rows(), limits.characters(), file);
    }

    /** What a process is asked to do. */
    private interface Question<T> {
        T ask(QueryProcess process) throws QueryException, SQLException, IOException, InterruptedException;
    }

    private <T> T inTurn(String sql, Question<T> question) throws QueryException {
        if (sql.length() > SqlGate.MAX_LENGTH) {
            throw SqlGate.tooLong(sql);
        }
        boolean mine = false;
        try {
            mine = turns.tryAcquire(WAIT_FOR_TURN.toMillis(), TimeUnit.MILLISECONDS);
            if (!mine) {
                throw new QueryException(
                        Kind.BUSY, limits.concurrent() + " queries are running already; try again in a moment.");
            }
            return ask(question, true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueryException(Kind.BUSY, "The query was interrupted.", e);
        } finally {
            if (mine) {
                turns.release();
            }
        }
    }

    private <T> T ask(Question<T> question, boolean again) throws QueryException, InterruptedException {
        QueryProcess process = take();
        try {
            return question.ask(process);
        } catch (SQLException e) {
            throw new QueryException(
                    Kind.BUSY, "The store is busy (" + Database.firstLine(e) + "); try again in a moment.", e);
        } catch (IOException e) {
            throw new QueryException(Kind.BUSY, "Files of the query cannot be written: " + e.getMessage() + ".", e);
        } catch (QueryException e) {
            if (e.kind() != Kind.UNREADABLE) {
                throw e;
            }
            // A file was deleted or packed in this moment.
            if (again) {
                return ask(question, false);
            }
            throw new QueryException(Kind.BUSY, "The store cannot be read now: " + e.getMessage(), e);
        } finally {
            giveBack(process);
        }
    }

    private QueryProcess take() throws QueryException {
        QueryProcess process = idle.poll();
        while (process != null && !process.isAlive()) {
            discard(process);
            process = idle.poll();
        }
        try {
            return process == null ? start() : process;
        } catch (IOException e) {
            throw new QueryException(
                    Kind.BUSY, "The process that runs queries cannot be started: " + e.getMessage() + ".", e);
        }
    }

    private QueryProcess start() throws IOException {
        QueryProcess started = QueryProcess.start(store.queryFiles().folder(), limits, watch);
        all.add(started);
        if (isClosed) {
            discard(started);
            throw new IOException("the collector ends");
        }
        return started;
    }

    private void giveBack(QueryProcess process) {
        if (process.isAlive() && !isClosed) {
            long uses = process.uses();
            idle.push(process);
            var unused = watch.schedule(() -> endIdle(process, uses), IDLE.toSeconds(), TimeUnit.SECONDS);
        } else {
            discard(process);
        }
    }

    /** Ends a process that no query has used since, for it keeps its memory. */
    private void endIdle(QueryProcess process, long uses) {
        if (process.uses() == uses && idle.remove(process)) {
            discard(process);
        }
    }

    private void discard(QueryProcess process) {
        all.remove(process);
        process.close();
    }

    /** Stops what runs and takes no more. */
    @Override
    public void close() {
        isClosed = true;
        all.forEach(QueryProcess::close);
        try {
            var unused = turns.tryAcquire(limits.concurrent(), CLOSE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(QueryProcess::close);
        watch.shutdownNow();
        executor.shutdown();
    }
}
