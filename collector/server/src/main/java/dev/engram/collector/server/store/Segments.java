package dev.engram.collector.server.store;

import dev.engram.collector.server.store.span.RecentRows;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One kind of rows, in segments one after the other: rows are added to the newest, in memory, and the oldest is dropped as
 * a whole. A segment that is full is packed: it becomes a file.
 *
 * <p>This is the list of the segments; {@link Schema} makes, packs and drops them. The writer's own, but for
 * {@link #rows}, {@link #bytes} and {@link #expired}.
 */
final class Segments {

    /**
     * What the rows of a file are between.
     *
     * @param firstSeq the least sequence number
     * @param lastSeq the greatest one
     * @param lastStart of spans the last time that one began, nanoseconds since 1970
     */
    record Range(long firstSeq, long lastSeq, long lastStart) {

        /** Of no row. */
        static final Range EMPTY = new Range(Long.MAX_VALUE, -1, Long.MIN_VALUE);

        private Range and(Range other) {
            return new Range(
                    Math.min(firstSeq, other.firstSeq),
                    Math.max(lastSeq, other.lastSeq),
                    Math.max(lastStart, other.lastStart));
        }
    }

    /** One segment. */
    static final class Segment {

        private final long first;
        private final long generation;
        private final String table;
        private @Nullable Path file;
        private final boolean inTable;
        private long rows;
        private long bytes;
        private long newestMillis;
        private Range range = Range.EMPTY;

        private Segment(long first, long generation, String table, boolean inTable) {
            this.first = first;
            this.generation = generation;
            this.table = table;
            this.inTable = inTable;
            this.newestMillis = System.currentTimeMillis();
        }

        /** The first of the generations that were merged into this file. */
        long first() {
            return first;
        }

        /** The last of them; in a segment that was not merged the only one. */
        long generation() {
            return generation;
        }

        /** Name of the table without the schema; see {@link #isTable}. */
        String table() {
            return table;
        }

        /** Whether it is a table of the database. If not, and not a file, it is in {@link RecentRows}. */
        boolean isTable() {
            return inTable && file == null;
        }

        /** Null as long as it is none. */
        @Nullable
        Path file() {
            return file;
        }

        long rows() {
            return rows;
        }

        /** Of the file; 0 where there is none. */
        long bytes() {
            return bytes;
        }

        /** What the rows of a file are between; of no row if it is none. */
        Range range() {
            return range;
        }

        /** In a file of spans the last time that one began, nanoseconds since 1970. */
        long lastStart() {
            return range.lastStart();
        }

        /** In a file the sequence number of the first row. */
        long firstSeq() {
            return range.firstSeq();
        }

        /** In a file the sequence number of the last row. */
        long lastSeq() {
            return range.lastSeq();
        }

        /** Whether all generations of a file are among its own. */
        boolean has(PackedFile other) {
            return first <= other.first() && other.last() <= generation;
        }

        /** Whether a generation is among its own. */
        boolean has(long other) {
            return first <= other && other <= generation;
        }

        /** Whether some generations of a file are among its own. */
        boolean overlaps(PackedFile other) {
            return other.first() <= generation && first <= other.last();
        }

        /** When its last row was received, milliseconds since 1970. */
        long newestMillis() {
            return newestMillis;
        }
    }

    /** A segment has a row more than this at most, or those of one request: about three megabytes as a file. */
    private static final long FULL_ROWS = 100_000;

    /** Where rows are limited, this many segments share them. */
    private static final long SHARES = 10;

    /** So many small files become one. */
    private static final int MERGED = 8;

    /** The one file may be as large as one of full size. */
    private static final long MAX_MERGED_BYTES = 16L * 1024 * 1024;

    private final String base;
    private final Deque<Segment> segments = new ArrayDeque<>();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong expired = new AtomicLong();
    private final AtomicLong nextSeq = new AtomicLong();
    private int copies;
    private boolean damaged;

    /** Whether a new segment is a table. */
    private final boolean inTables;

    /**
     * A list without segments.
     *
     * @param base beginning of the tables' names
     * @param inTables whether a new segment is a table; or its rows are in {@link RecentRows} until it is packed
     */
    Segments(String base, boolean inTables) {
        this.base = base;
        this.inTables = inTables;
    }

    /** Rows of a full segment where all have at most so many. */
    static long fullRows(long limit) {
        return Math.min(FULL_ROWS, Math.max(1, limit / SHARES));
    }

    /** Whether a segment in memory is a table. */
    boolean areTables() {
        return inTables;
    }

    /** Oldest first. */
    List<Segment> all() {
        return List.copyOf(segments);
    }

    /** All and one more, which is not in the list yet. */
    List<Segment> with(Segment one) {
        return Stream.concat(segments.stream(), Stream.of(one)).toList();
    }

    Segment newest() {
        return segments.getLast();
    }

    Segment oldest() {
        return segments.getFirst();
    }

    int count() {
        return segments.size();
    }

    /** An empty segment, not in the list yet. */
    Segment empty(long generation) {
        return new Segment(generation, generation, base + "_" + generation, inTables);
    }

    /** A table in the place of the newest, not in the list yet. */
    Segment copy() {
        return new Segment(
                newest().first, newest().generation, base + "_" + newest().generation + "_" + ++copies, true);
    }

    /** Puts a file at the end of the list that was found in the folder. */
    void found(PackedFile file, long rowCount, long fileBytes, long newestMillis, Range range) {
        append(file(file, rowCount, fileBytes, newestMillis, range));
    }

    private Segment file(PackedFile file, long rowCount, long fileBytes, long newestMillis, Range range) {
        Segment segment = new Segment(file.first(), file.last(), base + "_" + file.last(), inTables);
        segment.file = file.path();
        segment.rows = rowCount;
        segment.bytes = fileBytes;
        segment.newestMillis = newestMillis;
        segment.range = range;
        return segment;
    }

    /**
     * Files that follow each other and should be one, the oldest first; empty while there are few of them.
     *
     * @param maxRows that the one file may have
     */
    List<Segment> small(long maxRows) {
        List<Segment> small = new ArrayList<>();
        long smallRows = 0;
        long smallBytes = 0;
        for (Segment each : segments) {
            boolean isFull =
                    each.file == null || smallRows + each.rows > maxRows || smallBytes + each.bytes > MAX_MERGED_BYTES;
            if (isFull && small.size() >= MERGED) {
                break;
            }
            if (isFull) {
                small.clear();
                smallRows = 0;
                smallBytes = 0;
            }
            if (each.file != null) {
                small.add(each);
                smallRows += each.rows;
                smallBytes += each.bytes;
            }
        }
        return small.size() >= MERGED ? small : List.of();
    }

    /** The segment in the place of these, not in the list yet. */
    Segment merged(List<Segment> small, PackedFile file, long fileBytes) {
        return file(
                file,
                small.stream().mapToLong(Segment::rows).sum(),
                fileBytes,
                small.get(small.size() - 1).newestMillis,
                small.stream().map(each -> each.range).reduce(Range.EMPTY, Range::and));
    }

    /** Puts the merged segment in the place of these. */
    void replace(List<Segment> small, Segment merged) {
        List<Segment> all = new ArrayList<>(segments);
        all.set(all.indexOf(small.get(0)), merged);
        all.removeAll(small);
        segments.clear();
        segments.addAll(all);
        bytes.addAndGet(merged.bytes - small.stream().mapToLong(Segment::bytes).sum());
    }

    void append(Segment segment) {
        segments.add(segment);
        rows.addAndGet(segment.rows);
        bytes.addAndGet(segment.bytes);
    }

    /** Notes that a segment of the list is a file now. */
    void packed(Segment segment, Path file, long fileBytes, Range range) {
        segment.file = file;
        segment.range = range;
        segment.bytes = fileBytes;
        bytes.addAndGet(fileBytes);
    }

    /** Takes the oldest from the list; its rows count as expired. */
    void removeOldest() {
        expired.addAndGet(remove(segments.getFirst()));
    }

    /** Takes a segment from the list, and says how many rows it had. */
    long remove(Segment segment) {
        segments.remove(segment);
        rows.addAndGet(-segment.rows);
        bytes.addAndGet(-segment.bytes);
        return segment.rows;
    }

    /** Sequence number of the first row that is there, or of the next one. */
    long firstSeq() {
        return segments.stream()
                .filter(each -> each.range.lastSeq() >= 0)
                .mapToLong(Segment::firstSeq)
                .min()
                .orElse(nextSeq() - rows());
    }

    /** The file with a row; null if no file has it. */
    @Nullable
    Segment packedWith(long seq) {
        return segments.stream()
                .filter(each -> each.firstSeq() <= seq && seq <= each.lastSeq())
                .findFirst()
                .orElse(null);
    }

    /** Sequence number of the next row. */
    long nextSeq() {
        return nextSeq.get();
    }

    void startSeq(long seq) {
        nextSeq.set(seq);
    }

    /** Whether a commit to the newest table failed, see {@link Schema#repair}. */
    boolean isDamaged() {
        return damaged;
    }

    /** Notes that a commit of rows begins; it failed if {@link #added} does not follow. */
    void committing() {
        damaged = true;
    }

    /** Puts the copy in the place of the newest table. */
    void repaired(Segment copy) {
        copy.rows = segments.removeLast().rows;
        segments.add(copy);
        damaged = false;
    }

    /** Notes rows written to the newest table. */
    void added(int count) {
        damaged = false;
        nextSeq.addAndGet(count);
        newest().rows += count;
        newest().newestMillis = System.currentTimeMillis();
        rows.addAndGet(count);
    }

    long rows() {
        return rows.get();
    }

    /** Of all files. */
    long bytes() {
        return bytes.get();
    }

    /** Rows dropped since the start. */
    long expired() {
        return expired.get();
    }
}
