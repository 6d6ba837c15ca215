package dev.engram.collector.server.store;

import dev.engram.collector.common.model.MetricPoint;
import dev.engram.collector.common.model.Span;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The spans and metric points received, in an embedded DuckDB.
 *
 * <p>Assumptions: one process per database file (DuckDB locks it).
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>{@link #offer} never waits. What it accepts is written, or counted as duplicate or failed; {@link #close}
 *       writes what is still queued.
 *   <li>What is in a database file survives the end of the process, also by SIGKILL.
 *   <li>A batch is queryable as soon as the one writer thread gets to it, far within a second.
 *   <li>The number of rows is bounded; the oldest received go first and are counted.
 *   <li>A span with the ids of one of the last 131,072 spans is taken for a repetition and not stored again.
 *   <li>A row that cannot be written does not take others with it.
 * </ol>
 *
 * <p>Thread-safe.
 */
public final class Store implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Store.class);

    private static final int SPANS_PER_WRITE = 20_000;
    private static final int REMEMBERED = 1 << 17;
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);

    private final StoreSettings settings;
    private final DuckDBConnection connection;
    private final IntakeQueue queue;
    private final RecentSpans recent = new RecentSpans(REMEMBERED);
    private final SpanRows spanRows;
    private final MetricRows metricRows;
    private final Segments spans;
    private final Segments points;
    private final Housekeeping housekeeping;

    private final Schema schema;
    private final WriterMemory memory;
    private final Thread writer;

    // Changed under the lock of `this`, so that one look at them agrees with itself.
    private long accepted;
    private long stored;
    private long duplicates;
    private long failed;

    private boolean closed;

    /** Whether the database has given itself up. */
    private volatile boolean broken;

    private Store(StoreSettings settings, DuckDBConnection connection) throws SQLException, StoreException {
        this.settings = settings;
        this.connection = connection;
        this.queue = new IntakeQueue(settings.queueItems(), settings.queueBytes());
        this.memory = new WriterMemory(connection);
        this.schema = new Schema(connection, settings.maxSpans(), settings.maxMetricPoints());
        schema.open();
        this.spans = schema.spans();
        this.points = schema.points();
        this.spanRows = new SpanRows(connection, schema);
        this.metricRows = new MetricRows(connection, schema);
        this.housekeeping = new Housekeeping(connection, schema, settings.file() == null, memory);
        rememberLastSpans();
        this.writer = new Thread(this::writeAll, "engram-store");
        this.writer.setDaemon(true);
    }

    /**
     * Opens the database and starts the writer.
     *
     * @throws StoreException where the database cannot be opened; the message is one sentence
     */
    public static Store open(StoreSettings settings) throws StoreException {
        DuckDBConnection connection = Database.open(settings.file(), settings.memoryLimit());
        try {
            Store store = new Store(settings, connection);
            store.writer.start();
            return store;
        } catch (SQLException e) {
            Database.close(connection);
            throw new StoreException(
                    "The database " + settings.file() + " is none of this collector's: " + Database.firstLine(e), e);
        } catch (StoreException e) {
            Database.close(connection);
            throw new StoreException("The database " + settings.file() + " " + e.getMessage() + ".", e);
        }
    }

    /** Accepts the batch to be written, or refuses it if the queue is full or the store is closed. */
    public boolean offer(Batch batch) {
        return offer(batch, null);
    }

    /**
     * The same, and tells when it is done.
     *
     * @param written is run by the writer when the batch is in the database, or cannot get there: see {@link #isBroken};
     *     what it does must be short
     */
    public boolean offer(Batch batch, @Nullable Runnable written) {
        synchronized (this) {
            if (broken || !queue.offer(batch, written)) {
                return false;
            }
            accepted += batch.size();
            return true;
        }
    }

    /** Waits until all that was accepted before is written; false when that took longer than the deadline. */
    public boolean flush(Duration deadline) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        return queue.mark(done::countDown) && done.await(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** A connection of its own to read from, to be closed by the caller. */
    public DuckDBConnection connect() throws SQLException {
        return connection.duplicate().unwrap(DuckDBConnection.class);
    }

    /** To be held by a query that may take much memory, as long as it runs. */
    public Lock queryLock() {
        return memory.queryLock();
    }

    /** Whether the database has given itself up, after an error of the disk for example; nothing is accepted then. */
    public boolean isBroken() {
        return broken;
    }

    public StoreSettings settings() {
        return settings;
    }

    public synchronized StoreCounts counts() {
        return new StoreCounts(
                accepted, stored, duplicates, failed, spans.expired() + points.expired(), spans.rows() + points.rows());
    }

    /** Spans in the database now. */
    public long spans() {
        return spans.rows();
    }

    /** Metric points in the database now. */
    public long metricPoints() {
        return points.rows();
    }

    public long queued() {
        return queue.queuedItems();
    }

    /** Takes nothing more, writes what is queued and closes the database. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        queue.close();
        boolean interrupted = false;
        try {
            writer.join(CLOSE_DEADLINE.toMillis());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (writer.isAlive()) {
            LOG.error(
                    "{} accepted spans and metric points were not written: the writer did not end in {} s",
                    queue.queuedItems(),
                    CLOSE_DEADLINE.toSeconds());
        }
        Database.close(connection);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void rememberLastSpans() throws SQLException {
        List<String[]> ids = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "SELECT trace_id, span_id FROM store.span ORDER BY seq DESC LIMIT " + REMEMBERED)) {
            while (result.next()) {
                ids.add(new String[] {result.getString(1), result.getString(2)});
            }
        }
        Collections.reverse(ids);
        ids.forEach(id -> recent.add(id[0], id[1]));
    }

    private void writeAll() {
        try {
            while (true) {
                List<IntakeQueue.Entry> entries = queue.take(SPANS_PER_WRITE);
                if (entries.isEmpty()) {
                    return;
                }
                write(entries);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(List<IntakeQueue.Entry> entries) {
        List<Span> newSpans = new ArrayList<>();
        List<MetricPoint> newPoints = new ArrayList<>();
        int repeated = 0;
        for (IntakeQueue.Entry entry : entries) {
            if (entry.batch() == null) {
                continue;
            }
            for (Span span : entry.batch().spans()) {
                if (recent.add(span.traceId(), span.spanId())) {
                    newSpans.add(span);
                } else {
                    repeated++;
                }
            }
            newPoints.addAll(entry.batch().points());
        }
        int written = writeAll(newSpans, spanRows::write, spans) + writeAll(newPoints, metricRows::write, points);
        synchronized (this) {
            stored += written;
            duplicates += repeated;
            failed += newSpans.size() + newPoints.size() - written;
        }
        for (IntakeQueue.Entry entry : entries) {
            if (entry.batch() != null) {
                queue.release(entry.batch());
            }
            if (entry.mark() != null) {
                entry.mark().run();
            }
        }
    }

    private interface Rows<T> {
        void write(List<T> items) throws SQLException;
    }

    /** Writes the items, table by table as each is full, and says how many were written. */
    private <T> int writeAll(List<T> items, Rows<T> rows, Segments segments) {
        int written = 0;
        int from = 0;
        while (from < items.size()) {
            int to = (int) Math.min(items.size(), from + Math.max(1, segments.freeRows()));
            written += write(items.subList(from, to), rows, segments);
            housekeeping.afterWrite(segments);
            from = to;
        }
        return written;
    }

    /** Writes the items, in halves where the whole does not go, and says how many were written. */
    private <T> int write(List<T> items, Rows<T> rows, Segments segments) {
        try {
            memory.retry(() -> {
                schema.repair();
                rows.write(items);
            });
            segments.added(items.size());
            return items.size();
        } catch (SQLException | RuntimeException e) {
            if (Database.isGone(e)) {
                giveUp(e);
                return 0;
            }
            if (items.size() == 1) {
                LOG.error("A received span or metric point could not be written: {}", firstLine(e));
                return 0;
            }
            int half = items.size() / 2;
            return write(items.subList(0, half), rows, segments)
                    + write(items.subList(half, items.size()), rows, segments);
        }
    }

    private void giveUp(Exception e) {
        if (!broken) {
            broken = true;
            LOG.error(
                    "The database takes nothing more until the collector is started again; received spans are refused"
                            + " and lost: {}",
                    firstLine(e));
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("unknown error");
    }
}
