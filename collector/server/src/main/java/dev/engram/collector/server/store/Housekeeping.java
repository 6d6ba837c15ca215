package dev.engram.collector.server.store;

import dev.engram.collector.server.store.duckdb.Database;
import dev.engram.collector.server.store.duckdb.MemoryUse;
import dev.engram.collector.server.store.duckdb.WriterMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packs segments that are full, and keeps the stored data below their limits: of age, size, and number of rows.
 *
 * <p>The writer's own, but for {@link #trouble}.
 */
final class Housekeeping {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);

    /** Spans of a segment may take so much memory until it is packed. */
    private static final long MAX_RECENT_BYTES = 128L * 1024 * 1024;

    /** Received spans may take this share of the heap until they are packed; the rest is for requests, queries and packing. */
    static final long MAX_WAITING_BYTES = Runtime.getRuntime().maxMemory() / 3;

    /** Segments that wait to be packed may be so many, besides the one that is written; then nothing is accepted. */
    private static final int MAX_UNPACKED = 3;

    private final Schema schema;
    private final StoreSettings settings;
    private final DataFolder folder;
    private final MemoryUse memory;
    private final WriterMemory writerMemory;

    /** Rows dropped since the last line about it. */
    private long unreported;

    private long nextLine = System.nanoTime();
    private long nextTry = System.nanoTime();
    private volatile @Nullable String trouble;

    Housekeeping(
            DuckDBConnection connection,
            Schema schema,
            StoreSettings settings,
            DataFolder folder,
            WriterMemory writerMemory)
            throws SQLException {
        this.schema = schema;
        this.settings = settings;
        this.folder = folder;
        this.memory = new MemoryUse(connection);
        this.writerMemory = writerMemory;
    }

    /** Starts a new segment, and packs those before it. */
    void seal(long generation) throws SQLException {
        writerMemory.retry(() -> {
            schema.repair();
            schema.append(generation);
        });
        nextTry = System.nanoTime();
        pack();
    }

    /** Whether the segment that is written takes so much memory that it should be packed before it is full. */
    boolean isSegmentLarge() throws SQLException {
        if (schema.recent().bytes(schema.spans().newest().generation()) > Math.min(MAX_RECENT_BYTES, memory.step())) {
            return true;
        }
        AtomicBoolean large = new AtomicBoolean();
        try {
            writerMemory.retry(() -> large.set(memory.isOverStep()));
        } catch (SQLException e) {
            if (!MemoryUse.isExhausted(e) || Database.isGone(e)) {
                throw e;
            }
            // There is no memory left for the answer, which says enough.
            large.set(true);
        }
        return large.get();
    }

    /** Bytes that the texts of a span may have. */
    long maxSpanBytes() {
        return memory.step();
    }

    /** Packs all segments but the one that is written. */
    void pack() {
        try {
            schema.retired().deleteOld(schema.recent().bytes() > MAX_WAITING_BYTES / 2);
        } catch (IOException e) {
            LOG.warn("A file that is not needed any more cannot be deleted: {}", Journal.reason(e));
        }
        if (System.nanoTime() - nextTry < 0) {
            return;
        }
        for (Segments.Segment segment : unpacked()) {
            try {
                // Without the log, later versions of spans are not found again.
                writerMemory.retry(() -> correctMinutes(true));
                schema.superseded().keep(schema.endOfPacked() + segment.rows());
                writerMemory.retry(() -> pack(segment.generation()));
                Files.deleteIfExists(folder.requests(segment.generation()));
                memory.packed();
                if (trouble != null) {
                    trouble = null;
                    LOG.info("Spans are packed again");
                }
            } catch (SQLException e) {
                failed(Database.firstLine(e));
                return;
            } catch (IOException e) {
                failed(Journal.reason(e));
                return;
            }
        }
    }

    private void pack(long generation) throws SQLException {
        try {
            schema.pack(generation);
            schema.mergeSmall(schema.spans(), Segments.fullRows(settings.maxSpans()));
            schema.mergeSmall(schema.points(), Segments.fullRows(settings.maxMetricPoints()));
            schema.minutes().merge();
            schema.minutes().drop(settings.keepMinutes());
        } catch (IOException e) {
            throw new SQLException(Journal.reason(e), e);
        }
    }

    private void correctMinutes(boolean atOnce) throws SQLException {
        try {
            schema.minutes().correct(atOnce);
        } catch (IOException e) {
            throw new SQLException(Journal.reason(e), e);
        }
    }

    /** Settles what later versions of spans change in files; to be called now and then. */
    void settleVersions() {
        try {
            writerMemory.retry(() -> correctMinutes(false));
            if (!schema.retired().hasFiles()) {
                writerMemory.retry(this::forgetSuperseded);
            }
        } catch (SQLException e) {
            LOG.warn("Totals have earlier versions of some spans for a while: {}", Database.firstLine(e));
        }
    }

    private void forgetSuperseded() throws SQLException {
        try {
            schema.superseded().forget(schema.spans().firstSeq());
        } catch (IOException e) {
            throw new SQLException(Journal.reason(e), e);
        }
    }

    private List<Segments.Segment> unpacked() {
        List<Segments.Segment> all = schema.spans().all();
        return all.subList(0, all.size() - 1).stream()
                .filter(segment -> segment.file() == null)
                .toList();
    }

    private void failed(String reason) {
        if (trouble == null) {
            LOG.error("Spans cannot be packed and stay as they are: {}", reason);
        }
        trouble = reason;
        nextTry = System.nanoTime() + BETWEEN_TRIES.toNanos();
    }

    /** Why full segments cannot be written; null while they can. */
    @Nullable
    String trouble() {
        return trouble;
    }

    /** Whether so much waits to be packed that nothing more should be accepted. */
    boolean isBehind() {
        return unpacked().size() > MAX_UNPACKED;
    }

    /** Drops what is too old or too much; to be called after rows were added, and now and then. */
    void expire() {
        try {
            writerMemory.retry(this::dropTooMany);
        } catch (SQLException e) {
            LOG.error("The store could not be tidied up: {}", Database.firstLine(e));
        }
    }

    private void dropTooMany() throws SQLException {
        schema.repair();
        long before = rows();
        String reason = null;
        while (schema.spans().rows() > settings.maxSpans() && schema.spans().count() > 1) {
            reason = "--max-spans";
            schema.dropOldest(schema.spans());
        }
        while (schema.points().rows() > settings.maxMetricPoints()
                && schema.points().count() > 1) {
            reason = "--max-points";
            schema.dropOldest(schema.points());
        }
        while (bytes() > settings.maxBytes() && older().count() > 1) {
            reason = "--max-size";
            schema.dropOldest(older());
        }
        Duration keep = settings.keep();
        if (keep != null) {
            long end = System.currentTimeMillis() - keep.toMillis();
            for (Segments segments : List.of(schema.spans(), schema.points())) {
                while (segments.count() > 1 && segments.oldest().newestMillis() < end) {
                    reason = "--keep";
                    schema.dropOldest(segments);
                }
            }
        }
        unreported += before - rows();
        if (reason != null && unreported > 0 && System.nanoTime() - nextLine >= 0) {
            LOG.info("The {} oldest spans and metric points were deleted ({})", unreported, reason);
            unreported = 0;
            nextLine = System.nanoTime() + BETWEEN_LINES.toNanos();
        }
    }

    private long bytes() {
        return schema.spans().bytes() + schema.points().bytes();
    }

    /** The kind of rows whose oldest file is the oldest of all. */
    private Segments older() {
        boolean spans = schema.points().count() <= 1
                || schema.spans().oldest().generation()
                        <= schema.points().oldest().generation();
        return spans ? schema.spans() : schema.points();
    }

    private long rows() {
        return schema.spans().rows() + schema.points().rows();
    }

    /** To be called once at the end: no query runs any more. */
    void end() {
        try {
            schema.retired().deleteFiles();
        } catch (IOException e) {
            LOG.warn("A file that is not needed any more cannot be deleted: {}", Journal.reason(e));
        }
    }
}
