package dev.engram.collector.server.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One kind of rows, in about ten tables one after the other: rows are added to the newest, and the oldest is dropped as
 * a whole. Dropping gives its memory back at once; deleting rows would need a rewrite, and so memory, first.
 *
 * <p>This is the list of the tables; {@link Schema} makes and drops them. The writer's own, but for {@link #rows} and
 * {@link #expired}.
 */
final class Segments {

    private static final int TABLES = 10;

    /** One table. */
    static final class Segment {

        private final long number;
        private final String table;
        private final Map<String, ColumnType> attributes = new LinkedHashMap<>();
        private long rows;

        private Segment(long number, String base, long rows) {
            this.number = number;
            this.table = base + "_" + number;
            this.rows = rows;
        }

        /** Name without the schema. */
        String table() {
            return table;
        }

        /** Attribute keys that have a column in it. */
        Map<String, ColumnType> attributes() {
            return attributes;
        }

        long rows() {
            return rows;
        }
    }

    private final String base;
    private final long maxRows;
    private final Deque<Segment> segments = new ArrayDeque<>();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong expired = new AtomicLong();
    private long nextSeq;
    private boolean damaged;

    /**
     * @param base name of the view over all, and beginning of the tables' names
     */
    Segments(String base, long maxRows) {
        this.base = base;
        this.maxRows = maxRows;
    }

    String base() {
        return base;
    }

    /** Oldest first. */
    List<Segment> all() {
        return List.copyOf(segments);
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

    /** The next table in the row, not in the list yet. */
    Segment following() {
        return new Segment(segments.isEmpty() ? 1 : newest().number + 1, base, 0);
    }

    /** Puts a table at the end of the list that was found in the database. */
    void found(long number, long rowCount) {
        append(new Segment(number, base, rowCount));
    }

    void append(Segment segment) {
        segments.add(segment);
        rows.addAndGet(segment.rows);
    }

    /** Takes the oldest from the list; its rows count as expired. */
    void removeOldest() {
        long gone = segments.removeFirst().rows;
        rows.addAndGet(-gone);
        expired.addAndGet(gone);
    }

    /** Sequence number of the next row. */
    long nextSeq() {
        return nextSeq;
    }

    void startSeq(long seq) {
        nextSeq = seq;
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
        nextSeq += count;
        newest().rows += count;
        rows.addAndGet(count);
    }

    /** Rows that the newest table still takes. */
    long freeRows() {
        return Math.max(0, Math.max(1, maxRows / TABLES) - newest().rows);
    }

    boolean hasTooMany() {
        return rows.get() > maxRows;
    }

    long rows() {
        return rows.get();
    }

    /** Rows dropped since the start. */
    long expired() {
        return expired.get();
    }
}
