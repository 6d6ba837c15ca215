package dev.engram.collector.server.store;

import dev.engram.collector.server.store.duckdb.Database;
import dev.engram.collector.server.store.duckdb.MemoryUse;
import dev.engram.collector.server.store.duckdb.StoreException;
import dev.engram.collector.server.store.span.AttributeFields;
import dev.engram.collector.server.store.span.SpanTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The spans and metric points received: the newest in memory, the others in files of columns (Parquet), and in a log what no
 * such file has yet. An embedded DuckDB reads them all.
 *
 * <p>Assumptions: one process per folder (a lock holds others off).
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>{@link #offer} never waits for the database. What it accepts is written, or counted as duplicate or failed;
 *       {@link #close} writes what is still queued.
 *   <li>What was told to be kept survives the end of the process, also by SIGKILL, and is there once afterwards.
 *   <li>A batch is queryable as soon as the one writer thread gets to it, within a second.
 *   <li>The data are bounded; the oldest received go first and are counted.
 *   <li>A span with the ids of one of the last 131,072 spans is taken for a repetition and not stored again.
 *   <li>A row that cannot be written does not take others with it.
 * </ol>
 *
 * <p>Thread-safe.
 */
public final class Store implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Store.class);

    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(20);

    private final StoreSettings settings;
    private final DataFolder folder;
    private final Journal journal;
    private final DuckDBConnection connection;
    private final DuckDBConnection packing;
    private final QueryFolder queryFolder;
    private final QueryFiles queryFiles;
    private final StoreWriter writer;
    private final Thread thread;

    // Also for others that read.
    private final Schema schema;
    private final IntakeQueue queue;

    private boolean closed;

    /** What becomes of a batch that was accepted. */
    public interface Receipt {
        /** Its sender may forget it: it is in a file. */
        void kept();

        /** It is lost here; its sender should send it again later. */
        void lost(String reason);
    }

    private Store(
            StoreSettings settings,
            DataFolder folder,
            QueryFolder queryFolder,
            DuckDBConnection connection,
            DuckDBConnection packing,
            Request.Reader reader,
            LongSupplier nanoTime)
            throws SQLException, IOException {
        this.queryFolder = queryFolder;
        this.queryFiles = new QueryFiles(this, queryFolder, folder.path());
        this.settings = settings;
        this.folder = folder;
        this.connection = connection;
        this.packing = packing;
        this.writer = new StoreWriter(settings, folder, queryFolder, connection, packing, nanoTime);
        this.schema = writer.schema();
        this.queue = writer.queue();
        this.journal = new Journal(
                folder, writer.open(reader), Segments.fullRows(settings.maxSpans()), settings.sync(), nanoTime);
        this.thread = new Thread(() -> writer.writeAll(journal), "engram-store");
        this.thread.setDaemon(true);
    }

    /**
     * Opens the database and starts the writer.
     *
     * @param reader reads requests that an earlier process has kept and not packed
     * @throws StoreException where the database cannot be opened; the message is one sentence
     */
    public static Store open(StoreSettings settings, Request.Reader reader) throws StoreException {
        return open(settings, reader, System::nanoTime);
    }

    /** The same with a clock of its own for {@link Progress}. */
    static Store open(StoreSettings settings, Request.Reader reader, LongSupplier nanoTime) throws StoreException {
        Path path = settings.folder();
        String name = path == null ? "in the temporary directory" : path.toString();
        DataFolder folder = path == null ? null : DataFolder.open(path);
        QueryFolder queryFolder = null;
        DuckDBConnection connection = null;
        DuckDBConnection packing = null;
        Store store = null;
        try {
            queryFolder = QueryFolder.make(path);
            if (folder == null) {
                folder = DataFolder.open(queryFolder.data());
            }
            List<String> folders = folders(folder.path(), queryFolder.path());
            connection = Database.open(settings.memoryLimit(), 1 - MemoryUse.PACKING_SHARE, 0, folders);
            packing = Database.open(settings.memoryLimit(), MemoryUse.PACKING_SHARE, 1, folders);
            store = new Store(settings, folder, queryFolder, connection, packing, reader, nanoTime);
            store.thread.start();
            return store;
        } catch (SQLException e) {
            throw new StoreException("The database " + name + " cannot be read: " + Database.firstLine(e), e);
        } catch (IOException e) {
            throw new StoreException("The database " + name + " cannot be read: " + Journal.reason(e) + ".", e);
        } finally {
            if (store == null) {
                release(connection, packing, folder, queryFolder);
            }
        }
    }

    private static List<String> folders(Path... paths) {
        return Stream.of(paths).map(each -> each + "/").toList();
    }

    private static void release(
            @Nullable DuckDBConnection connection,
            @Nullable DuckDBConnection packing,
            @Nullable DataFolder folder,
            @Nullable QueryFolder queryFolder) {
        if (packing != null) {
            Database.close(packing);
        }
        if (connection != null) {
            Database.close(connection);
        }
        if (queryFolder != null) {
            try {
                queryFolder.close();
            } catch (IOException e) {
                LOG.warn("The folder {} could not be deleted: {}", queryFolder.path(), e.getMessage());
            }
        }
        if (folder != null) {
            try {
                folder.close();
            } catch (IOException e) {
                LOG.warn("The lock of {} could not be given back: {}", folder.path(), e.getMessage());
            }
        }
    }

    /**
     * Accepts the batch to be kept, or refuses it if the queue is full or the store is closed.
     *
     * @param receipt is told on this thread or another one, soon; what it does must be short
     */
    public boolean offer(Batch batch, Receipt receipt) {
        synchronized (this) {
            if (writer.isBroken() || closed || writer.isBehind() || !queue.reserve(batch)) {
                return false;
            }
            writer.counters().accepted(batch.size());
        }
        ByteBuffer packed = RequestLog.pack(batch.request());
        journal.append(packed, batch.size(), new Journal.Listener() {
            @Override
            public void written(long generation) {
                queue.put(batch, generation);
                receipt.kept();
            }

            @Override
            public void failed(IOException cause) {
                queue.release(batch);
                writer.counters().refused(batch.size());
                receipt.lost("The collector cannot write to its database: " + Journal.reason(cause) + ".");
            }
        });
        return true;
    }

    /** Whether {@link #offer} would refuse whatever comes now. */
    public boolean isFull() {
        return queue.isFull() || writer.isBehind();
    }

    /** Waits until all that was kept before is queryable; false when that took longer than the deadline. */
    public boolean flush(Duration deadline) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        return queue.mark(done::countDown) && done.await(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** A connection of its own to read from, to be closed by the caller. */
    public DuckDBConnection connect() throws SQLException {
        return connection.duplicate().unwrap(DuckDBConnection.class);
    }

    /** Which fields {@code attributes} of the view of spans has for a query that names these. */
    AttributeFields.Fields attributeFields(Set<String> named) throws IOException {
        return schema.attributes().of(named);
    }

    /** The spans of a generation that is not packed, from a sequence number on. */
    SpanTable.Rows recentSpans(long generation, long seq) {
        return schema.recent().view(generation, seq);
    }

    /** Where all rows are now. */
    Contents contents() {
        return schema.contents();
    }

    /** Whether {@link Superseded#TABLE} exists. */
    boolean hasSuperseded() {
        return schema.superseded().count() > 0;
    }

    /** Where the spans are now. */
    public StoredSpans storedSpans() {
        return schema.stored();
    }

    /**
     * Rows of spans without those of which a later version came.
     *
     * @param rows such as {@link StoredSpans#since} gives
     * @return a part of SQL that may stand behind FROM
     */
    public String current(String rows) {
        return schema.superseded().from(rows);
    }

    /**
     * Spans with what they report about memory.
     *
     * @param rows such as {@link StoredSpans#since} gives
     * @return a part of SQL that may stand behind FROM
     */
    public static String memorySpans(String rows) {
        return "(" + Views.memorySpans(rows) + ")";
    }

    /** What queries in other processes read. */
    public QueryFiles queryFiles() {
        return queryFiles;
    }

    /** To be held by a query that may take much memory, as long as it runs. */
    public Lock queryLock() {
        return writer.memory().queryLock();
    }

    /** Whether the database has given itself up, after an error of the disk for example; nothing is accepted then. */
    public boolean isBroken() {
        return writer.isBroken();
    }

    /** Why data are not accepted, or not packed; null while all is well. Never waits. */
    public @Nullable String trouble() {
        if (writer.isBroken()) {
            return "The database is broken.";
        }
        String writing = journal.trouble();
        if (writing != null) {
            return "The database cannot be written: " + writing + ".";
        }
        return writer.trouble();
    }

    public StoreSettings settings() {
        return settings;
    }

    public StoreCounts counts() {
        return writer.counters()
                .read(
                        schema.spans().expired() + schema.points().expired(),
                        schema.spans().rows() + schema.points().rows());
    }

    /** Spans in the database now, without earlier versions of others. */
    public long spans() {
        return schema.spans().rows() - schema.superseded().count();
    }

    /** Metric points in the database now. */
    public long metricPoints() {
        return schema.points().rows();
    }

    /** Bytes of the files that are packed. */
    public long bytes() {
        return schema.spans().bytes() + schema.points().bytes();
    }

    /** Bytes of all files of rows: those that are packed, and the logs of what is not yet. */
    public long bytesWithLogs() {
        try {
            return bytes() + folder.logBytes();
        } catch (IOException e) {
            // The folder is gone; trouble() says so.
            return bytes();
        }
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
        boolean interrupted = false;
        try {
            journal.close();
        } catch (IOException e) {
            LOG.error("The log of requests could not be closed: {}", Journal.reason(e));
        }
        queue.close();
        try {
            thread.join(CLOSE_DEADLINE.toMillis());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (thread.isAlive()) {
            LOG.error(
                    "{} accepted spans and metric points were not packed: the writer did not end in {} s",
                    queue.queuedItems(),
                    CLOSE_DEADLINE.toSeconds());
        }
        release(connection, packing, folder, queryFolder);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
