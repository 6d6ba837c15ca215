package dev.engram.collector.server.store;

import dev.engram.collector.common.model.MetricPoint;
import dev.engram.collector.server.store.duckdb.Database;
import dev.engram.collector.server.store.duckdb.WriterMemory;
import dev.engram.collector.server.store.span.RecentSpans;
import dev.engram.collector.server.store.span.SpanColumns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongSupplier;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the thread {@code engram-store} does: it takes batches from the queue, writes them, and tidies up. Others may call
 * {@link #isBroken}, {@link #isBehind} and {@link #trouble}, and use the queue, the counters and what is thread-safe in the schema.
 */
final class StoreWriter {

    private static final Logger LOG = LoggerFactory.getLogger(StoreWriter.class);

    private static final int REMEMBERED = 1 << 17;

    /** A later version of a span may come as long as about so many came after it. */
    private static final long VERSIONS = 4L * REMEMBERED;

    private static final int ITEMS_PER_WRITE = 20_000;
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration BETWEEN_TOUCHES = Duration.ofHours(1);

    private final Schema schema;
    private final Segments spans;
    private final Segments points;
    private final Housekeeping housekeeping;
    private final WriterMemory memory;
    private final RecentSpans recent = new RecentSpans(REMEMBERED);
    private final MetricRows metricRows;
    private final IntakeQueue queue;
    private final Counters counters = new Counters();
    private final Progress progress;
    private final DataFolder folder;
    private final QueryFolder queryFolder;
    private final Superseded superseded;

    /** Whether what is in memory at the end is packed. */
    private final boolean isKept;

    /** Whether the database has given itself up. */
    private volatile boolean broken;

    /** Whether the newest segment takes much memory. */
    private boolean isLarge;

    /** Whether nothing is accepted because too much waits to be packed. */
    private volatile boolean behind;

    private long nextTouch = System.nanoTime() + BETWEEN_TOUCHES.toNanos();

    StoreWriter(
            StoreSettings settings,
            DataFolder folder,
            QueryFolder queryFolder,
            DuckDBConnection connection,
            DuckDBConnection packing,
            LongSupplier nanoTime)
            throws SQLException, IOException {
        this.folder = folder;
        this.queryFolder = queryFolder;
        this.isKept = settings.folder() != null;
        this.progress = new Progress(nanoTime);
        this.queue = new IntakeQueue(settings.queueItems(), settings.queueBytes());
        this.memory = new WriterMemory(connection);
        this.schema = new Schema(connection, packing, folder, VERSIONS);
        this.spans = schema.spans();
        this.points = schema.points();
        this.superseded = schema.superseded();
        schema.open(firstGeneration(folder));
        this.metricRows = new MetricRows(connection, schema);
        this.housekeeping = new Housekeeping(connection, schema, settings, folder, memory);
    }

    /**
     * Reads what an earlier process has left.
     *
     * @return the generation of the first new request
     */
    long open(Request.Reader reader) throws SQLException, IOException {
        schema.eachOfTheLast(REMEMBERED, (identity, end, seq) -> {
            RecentSpans.Kind unused = recent.add(identity, RecentSpans.UNKNOWN, end, seq);
        });
        boolean continued = readLogs(reader);
        long next = spans.newest().generation() + (continued ? 1 : 0);
        housekeeping.expire();
        return next;
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
            Parts parts = newParts();
            RequestLog.Rest rest = RequestLog.read(log, request -> parts.add(reader.read(request)));
            int unused = write(parts);
            if (rest.damaged()) {
                Path aside = log.resolveSibling(log.getFileName() + ".damaged");
                Files.copy(log, aside, StandardCopyOption.REPLACE_EXISTING);
                LOG.error("The last {} bytes of {} cannot be read; a copy of the file is {}", rest.bytes(), log, aside);
            }
        }
        return any;
    }

    private Parts newParts() {
        return new Parts(recent, spans.nextSeq(), housekeeping.maxSpanBytes());
    }

    Schema schema() {
        return schema;
    }

    IntakeQueue queue() {
        return queue;
    }

    WriterMemory memory() {
        return memory;
    }

    Counters counters() {
        return counters;
    }

    /** Whether the database has given itself up, after an error of the disk for example. */
    boolean isBroken() {
        return broken;
    }

    /** Whether so much waits to be packed, or to be forgotten after it, that nothing more is accepted. */
    boolean isBehind() {
        return behind || schema.recent().isOver(Housekeeping.MAX_WAITING_BYTES);
    }

    /** Why data are not packed, or cannot be queried; null while all is well. */
    @Nullable
    String trouble() {
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

    private void tidy(Journal journal) throws SQLException {
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

    /**
     * Writes until the queue is closed and drained.
     *
     * @param journal is closed before the queue
     */
    void writeAll(Journal journal) {
        long nextTidy = System.nanoTime();
        try {
            while (!queue.isDrained()) {
                progress.end();
                List<IntakeQueue.Entry> entries = queue.take(ITEMS_PER_WRITE, IDLE);
                progress.begin();
                boolean sealed = write(entries);
                progress.begin();
                if (sealed || System.nanoTime() - nextTidy >= 0) {
                    tidy(journal);
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
        if (isKept && spans.newest().rows() + points.newest().rows() > 0) {
            housekeeping.seal(spans.newest().generation() + 1);
        }
        housekeeping.end();
    }

    /** Writes what was taken from the queue, and says whether a segment was sealed. */
    private boolean write(List<IntakeQueue.Entry> entries) throws SQLException {
        boolean sealed = false;
        Parts parts = newParts();
        for (IntakeQueue.Entry entry : entries) {
            Batch batch = entry.batch();
            if (batch == null) {
                continue;
            }
            if (entry.generation() > spans.newest().generation()) {
                counters.written(write(parts), parts);
                parts = newParts();
                housekeeping.seal(entry.generation());
                sealed = true;
                isLarge = false;
            }
            parts.add(batch);
        }
        counters.written(write(parts), parts);
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

    /** Writes what is new, and says how many items that is. */
    int write(Parts parts) {
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
