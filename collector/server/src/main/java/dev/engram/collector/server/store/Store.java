package dev.engram.collector.server.store;

import dev.engram.collector.common.model.MetricPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
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

    private static final int ITEMS_PER_WRITE = 20_000;
    private static final int REMEMBERED = 1 << 17;

    /** A later version of a span may come as long as about so many came after it. */
    private static final long VERSIONS = 4L * REMEMBERED;

    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(20);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration BETWEEN_TOUCHES = Duration.ofHours(1);

    private final StoreSettings settings;
    private final DataFolder folder;
    private final Journal journal;
    private final DuckDBConnection connection;
    private final DuckDBConnection packing;
    private final IntakeQueue queue;
    private final RecentSpans recent = new RecentSpans(REMEMBERED);
    private final Superseded superseded;
    private final MetricRows metricRows;
    private final Segments spans;
    private final Segments points;
    private final Housekeeping housekeeping;

    private final Schema schema;
    private final WriterMemory memory;
    private final Thread writer;
    private final Progress progress;

    // Changed under the lock of `this`, so that one look at them agrees with itself.
    private long accepted;
    private long stored;
    private long duplicates;
    private long older;
    private long replaced;
    private long failed;

    private boolean closed;

    /** Whether the database has given itself up. */
    private volatile boolean broken;

    /** Whether the newest segment takes much memory; the writer's own. */
    private boolean isLarge;

    /** Whether nothing is accepted because too much waits to be packed. */
    private volatile boolean behind;

    private long nextTouch = System.nanoTime() + BETWEEN_TOUCHES.toNanos();

    /** What becomes of a batch that was accepted. */
    public interface Outcome {
        /** Its sender may forget it: it is in a file. */
        void kept();

        /** It is lost here; its sender should send it again later. */
        void lost(String reason);
    }

    private final QueryFolder queryFolder;
    private final QueryFiles queryFiles;

    private Store(
            StoreSettings settings,
            DataFolder folder,
            QueryFolder queryFolder,
            DuckDBConnection connection,
            DuckDBConnection packing,
            Request.Reader reader,
            LongSupplier nanoTime)
            throws SQLException, IOException {
        this.progress = new Progress(nanoTime);
        this.queryFolder = queryFolder;
        this.queryFiles = new QueryFiles(this, queryFolder, folder.path());
        this.settings = settings;
        this.folder = folder;
        this.connection = connection;
        this.packing = packing;
        this.queue = new IntakeQueue(settings.queueItems(), settings.queueBytes());
        this.memory = new WriterMemory(connection);
        this.schema = new Schema(connection, packing, folder, VERSIONS);
        this.spans = schema.spans();
        this.points = schema.points();
        schema.open(firstGeneration(folder));
        this.metricRows = new MetricRows(connection, schema);
        this.housekeeping = new Housekeeping(connection, schema, settings, folder, memory);
        this.superseded = schema.superseded();
        schema.eachOfTheLast(REMEMBERED, (identity, end, seq) -> {
            RecentSpans.Kind unused = recent.add(identity, RecentSpans.UNKNOWN, end, seq);
        });
        boolean continued = readLogs(reader);
        long next = spans.newest().generation() + (continued ? 1 : 0);
        this.journal = new Journal(folder, next, Segments.fullRows(settings.maxSpans()), settings.sync(), nanoTime);
        housekeeping.expire();
        this.writer = new Thread(this::writeAll, "engram-store");
        this.writer.setDaemon(true);
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
            store.writer.start();
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

    /** The generation of the first table: that of the oldest log that is not packed, or a new one. */
    private static long firstGeneration(DataFolder folder) throws IOException {
        folder.removeUnfinished();
        List<PackedFile> packed = folder.spans();
        for (long generation : folder.logs()) {
            if (packed.stream().noneMatch(file -> file.has(generation))) {
                return generation;
            }
        }
        return packed.isEmpty() ? 1 : packed.get(packed.size() - 1).last() + 1;
    }

    /** Takes up what was accepted and not packed when the last process ended, and says whether there was any. */
    private boolean readLogs(Request.Reader reader) throws SQLException, IOException {
        boolean any = false;
        List<PackedFile> packed = folder.spans();
        for (long generation : folder.logs()) {
            Path log = folder.requests(generation);
            if (packed.stream().anyMatch(file -> file.has(generation))) {
                Files.delete(log);
                continue;
            }
            any = true;
            if (generation > spans.newest().generation()) {
                housekeeping.seal(generation);
            }
            Parts parts = new Parts();
            RequestLog.Rest rest = RequestLog.read(log, request -> parts.add(reader.read(request)));
            write(parts);
            if (rest.damaged()) {
                Path aside = log.resolveSibling(log.getFileName() + ".damaged");
                Files.copy(log, aside, StandardCopyOption.REPLACE_EXISTING);
                LOG.error("The last {} bytes of {} cannot be read; a copy of the file is {}", rest.bytes(), log, aside);
            }
        }
        return any;
    }

    /**
     * Accepts the batch to be kept, or refuses it if the queue is full or the store is closed.
     *
     * @param outcome is told on this thread or another one, soon; what it does must be short
     */
    public boolean offer(Batch batch, Outcome outcome) {
        synchronized (this) {
            if (broken || closed || isBehind() || !queue.reserve(batch)) {
                return false;
            }
            accepted += batch.size();
        }
        ByteBuffer packed = RequestLog.pack(batch.request());
        journal.append(packed, batch.size(), new Journal.Listener() {
            @Override
            public void written(long generation) {
                queue.put(batch, generation);
                outcome.kept();
            }

            @Override
            public void failed(IOException cause) {
                queue.release(batch);
                synchronized (Store.this) {
                    accepted -= batch.size();
                }
                outcome.lost("The collector cannot write to its database: " + Journal.reason(cause) + ".");
            }
        });
        return true;
    }

    /** Whether so much waits to be packed, or to be forgotten after it, that nothing more is accepted. */
    private boolean isBehind() {
        return behind || schema.recent().isOver(Housekeeping.MAX_WAITING_BYTES);
    }

    /** Whether {@link #offer} would refuse whatever comes now. */
    public boolean isFull() {
        return queue.isFull() || isBehind();
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
    SpanTable.View recentSpans(long generation, long seq) {
        return schema.recent().view(generation, seq);
    }

    /** Where all rows are now. */
    Contents contents() {
        return schema.contents();
    }

    /** Whether {@link Superseded#TABLE} exists. */
    boolean hasSuperseded() {
        return superseded.count() > 0;
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
        return superseded.from(rows);
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
        return memory.queryLock();
    }

    /** Whether the database has given itself up, after an error of the disk for example; nothing is accepted then. */
    public boolean isBroken() {
        return broken;
    }

    /** Why data are not accepted, or not packed; null while all is well. Never waits. */
    public @Nullable String trouble() {
        if (broken) {
            return "The database is broken.";
        }
        String writing = journal.trouble();
        if (writing != null) {
            return "The database cannot be written: " + writing + ".";
        }
        String packing = housekeeping.trouble();
        if (packing != null) {
            return "The database cannot be packed: " + packing + ".";
        }
        String tooLong = progress.tooLong();
        if (tooLong != null) {
            return "What is accepted cannot be queried yet: the writer has not ended its work for " + tooLong + ".";
        }
        return isBehind() ? "More is received than can be packed; senders are told to try again." : null;
    }

    public StoreSettings settings() {
        return settings;
    }

    public synchronized StoreCounts counts() {
        return new StoreCounts(
                accepted,
                stored,
                duplicates,
                older,
                replaced,
                failed,
                spans.expired() + points.expired(),
                spans.rows() + points.rows());
    }

    /** Spans in the database now, without earlier versions of others. */
    public long spans() {
        return spans.rows() - superseded.count();
    }

    /** Metric points in the database now. */
    public long metricPoints() {
        return points.rows();
    }

    /** Bytes of the files that are packed. */
    public long bytes() {
        return spans.bytes() + points.bytes();
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
            writer.join(CLOSE_DEADLINE.toMillis());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (writer.isAlive()) {
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

    private void tidy() throws SQLException {
        housekeeping.pack();
        housekeeping.expire();
        behind = housekeeping.isBehind();
        isLarge = housekeeping.isSegmentLarge();
        if (isLarge) {
            journal.rotate();
        }
        journal.tick();
        housekeeping.settleVersions();
        if (System.nanoTime() - nextTouch >= 0) {
            touch();
            nextTouch = System.nanoTime() + BETWEEN_TOUCHES.toNanos();
        }
    }

    private void touch() {
        try {
            queryFolder.touch();
        } catch (IOException e) {
            LOG.warn("Files in {} may be deleted as unused: {}", queryFolder.path(), Journal.reason(e));
        }
    }

    private void writeAll() {
        long nextTidy = System.nanoTime();
        try {
            while (!queue.isDrained()) {
                progress.end();
                List<IntakeQueue.Entry> entries = queue.take(ITEMS_PER_WRITE, IDLE);
                progress.begin();
                boolean sealed = write(entries);
                progress.begin();
                if (sealed || System.nanoTime() - nextTidy >= 0) {
                    tidy();
                    nextTidy = System.nanoTime() + IDLE.toNanos();
                }
                done(entries);
            }
            packLast();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException | RuntimeException | Error e) {
            // Without a writer nothing would be queryable: senders and /health are told, and the log keeps what was
            // accepted.
            giveUp(e);
        }
    }

    /** A process that ends well leaves no log to be read again. */
    private void packLast() throws SQLException {
        if (settings.folder() != null && spans.newest().rows() + points.newest().rows() > 0) {
            housekeeping.seal(spans.newest().generation() + 1);
        }
        housekeeping.end();
    }

    /** What is to be written to one segment, without spans that are there already. */
    private final class Parts {

        private final List<Batch> batches = new ArrayList<>();
        private final List<BitSet> leftOut = new ArrayList<>();
        private final List<MetricPoint> points = new ArrayList<>();
        private int newSpans;
        private int tooLarge;
        private int repeated;
        private int older;

        /** Sequence numbers of spans of which these are later versions. */
        private final List<Long> replaced = new ArrayList<>();

        void add(Batch batch) {
            SpanColumns columns = batch.spans();
            BitSet known = new BitSet();
            boolean mayBeLarge = columns.bytes() > housekeeping.maxSpanBytes();
            for (int row = 0; row < columns.rows(); row++) {
                if (mayBeLarge && columns.size(row) > housekeeping.maxSpanBytes()) {
                    known.set(row);
                    tooLarge++;
                    LOG.error("A received span of {} bytes is too large for --memory", columns.size(row));
                    continue;
                }
                switch (note(columns, row)) {
                    case NEW -> newSpans++;
                    case LATER -> {
                        newSpans++;
                        replaced.add(recent.replaced());
                    }
                    case SAME -> {
                        known.set(row);
                        repeated++;
                    }
                    case OLDER -> {
                        known.set(row);
                        repeated++;
                        older++;
                    }
                }
            }
            batches.add(batch);
            leftOut.add(known);
            points.addAll(batch.points());
        }

        private RecentSpans.Kind note(SpanColumns columns, int row) {
            long identity = RecentSpans.identity(
                    columns.traceHigh(row), columns.traceLow(row), columns.span(row), columns.kindAndService(row));
            return recent.add(
                    identity, columns.version(row), columns.number(SpanLayout.END, row), spans.nextSeq() + newSpans);
        }
    }

    /** Writes what was taken from the queue, and says whether a segment was sealed. */
    private boolean write(List<IntakeQueue.Entry> entries) throws SQLException {
        boolean sealed = false;
        Parts parts = new Parts();
        for (IntakeQueue.Entry entry : entries) {
            Batch batch = entry.batch();
            if (batch == null) {
                continue;
            }
            if (entry.generation() > spans.newest().generation()) {
                count(write(parts), parts);
                parts = new Parts();
                housekeeping.seal(entry.generation());
                sealed = true;
                isLarge = false;
            }
            parts.add(batch);
        }
        count(write(parts), parts);
        return sealed;
    }

    private void done(List<IntakeQueue.Entry> entries) {
        for (IntakeQueue.Entry entry : entries) {
            if (entry.batch() != null) {
                queue.release(entry.batch());
            }
            if (entry.mark() != null) {
                entry.mark().run();
            }
        }
    }

    private synchronized void count(int written, Parts parts) {
        stored += written;
        duplicates += parts.repeated;
        older += parts.older;
        replaced += parts.replaced.size();
        failed += parts.newSpans + parts.tooLarge + parts.points.size() - written;
    }

    /** Writes what is new, and says how many items that is. */
    private int write(Parts parts) {
        for (int i = 0; i < parts.batches.size(); i++) {
            SpanColumns columns = parts.batches.get(i).spans();
            BitSet leftOut = parts.leftOut.get(i);
            int added = columns.rows() - leftOut.cardinality();
            if (added > 0) {
                schema.recent().add(spans.newest().generation(), columns, leftOut, spans.nextSeq());
                spans.added(added);
            }
        }
        long[] replaced = parts.replaced.stream().mapToLong(Long::longValue).toArray();
        try {
            memory.retry(() -> superseded.add(replaced));
            schema.minutes().outdate(replaced);
        } catch (SQLException e) {
            LOG.error("Earlier versions of {} spans are still there: {}", replaced.length, Database.firstLine(e));
        }
        return parts.newSpans + writePoints(parts.points);
    }

    /** Writes metric points, in halves where the whole does not go, and says how many were written. */
    private int writePoints(List<MetricPoint> items) {
        if (items.isEmpty() || tryToWrite(items)) {
            return items.size();
        }
        if (broken || items.size() == 1) {
            return 0;
        }
        int half = items.size() / 2;
        return writePoints(items.subList(0, half)) + writePoints(items.subList(half, items.size()));
    }

    private boolean tryToWrite(List<MetricPoint> items) {
        try {
            memory.retry(() -> {
                schema.repair();
                metricRows.write(items);
            });
            points.added(items.size());
            return true;
        } catch (SQLException | RuntimeException e) {
            if (Database.isGone(e)) {
                giveUp(e);
            } else if (items.size() == 1) {
                LOG.error("A received metric point could not be written: {}", Database.firstLine(e));
            }
            return false;
        }
    }

    private void giveUp(Throwable e) {
        if (!broken) {
            broken = true;
            LOG.error(
                    "The database takes nothing more until the collector is started again; received spans are refused: {}",
                    Database.firstLine(e));
        }
    }
}
