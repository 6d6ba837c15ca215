package dev.engram.collector.server.store;

import dev.engram.collector.server.store.column.IdColumn;
import dev.engram.collector.server.store.column.NumberColumn;
import dev.engram.collector.server.store.column.Numbers;
import dev.engram.collector.server.store.column.TextColumn;
import dev.engram.collector.server.store.column.Texts;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Spans in memory, column by column as {@link SpanLayout} has them, with sequence numbers that follow each other. A text that
 * many spans have is there once.
 *
 * <p>One thread adds; any thread may read the spans that were there when it asked for a {@link View}.
 */
final class SpanTable {

    private final @Nullable TextColumn[] texts = new TextColumn[SpanLayout.count()];
    private final @Nullable NumberColumn[] numbers = new NumberColumn[SpanLayout.count()];
    private final IdColumn traceIds = new IdColumn(2);
    private final IdColumn spanIds = new IdColumn(1);
    private final IdColumn parents = new IdColumn(1);
    private int rows;
    private long firstSeq;
    private volatile long bytes;

    /**
     * Adds the spans of a request.
     *
     * @param leftOut rows of it that are not added
     * @param seq sequence number of the first that is; one more than that of the last added before
     */
    synchronized void add(SpanColumns spans, BitSet leftOut, long seq) {
        if (rows == 0) {
            firstSeq = seq;
        } else if (seq != firstSeq + rows) {
            throw new IllegalArgumentException("The span " + seq + " does not follow " + (firstSeq + rows - 1) + ".");
        }
        int row = rows;
        for (int from = 0; from < spans.rows(); from++) {
            if (!leftOut.get(from)) {
                traceIds.set(row, spans.traceHigh(from), spans.traceLow(from));
                spanIds.set(row, spans.span(from));
                parents.set(row, spans.parent(from));
                row++;
            }
        }
        for (int column = 0; column < texts.length; column++) {
            addTexts(column, spans, leftOut);
            addNumbers(column, spans, leftOut);
        }
        rows = row;
        bytes = countBytes();
    }

    private void addTexts(int column, SpanColumns spans, BitSet leftOut) {
        if (!spans.hasTexts(column)) {
            return;
        }
        TextColumn to = texts[column];
        if (to == null) {
            to = new TextColumn();
            texts[column] = to;
        }
        // Spans of a request share places, by turns with others.
        long last = -1;
        int lastNumber = 0;
        long other = -1;
        int otherNumber = 0;
        int row = rows;
        for (int from = 0; from < spans.rows(); from++) {
            if (leftOut.get(from)) {
                continue;
            }
            long place = spans.place(column, from);
            if (place >= 0) {
                if (place != last) {
                    long before = last;
                    int numberBefore = lastNumber;
                    lastNumber = place == other ? otherNumber : spans.number(to, place);
                    last = place;
                    other = before;
                    otherNumber = numberBefore;
                }
                to.set(row, lastNumber);
            }
            row++;
        }
    }

    private void addNumbers(int column, SpanColumns spans, BitSet leftOut) {
        if (!spans.hasNumbers(column)) {
            return;
        }
        NumberColumn to = numbers[column];
        if (to == null) {
            to = new NumberColumn();
            numbers[column] = to;
        }
        int row = rows;
        for (int from = 0; from < spans.rows(); from++) {
            if (leftOut.get(from)) {
                continue;
            }
            if (spans.hasNumber(column, from)) {
                to.set(row, spans.number(column, from));
            }
            row++;
        }
    }

    private long countBytes() {
        long sum = traceIds.bytes() + spanIds.bytes() + parents.bytes();
        for (int column = 0; column < texts.length; column++) {
            TextColumn text = texts[column];
            NumberColumn number = numbers[column];
            sum += text == null ? 0 : text.bytes();
            sum += number == null ? 0 : number.bytes();
        }
        return sum;
    }

    /** About what it takes in memory. Never waits for spans that are being added. */
    long bytes() {
        return bytes;
    }

    /** The spans as they are now. */
    View view() {
        return view(0);
    }

    /** The spans as they are now, from a sequence number on. */
    synchronized View view(long seq) {
        return new View((int) Math.min(rows, Math.max(0, seq - firstSeq)));
    }

    /** Spans that do not change. Any thread may read. */
    final class View {

        private final int from;
        private final int to = rows;
        private final long seq = firstSeq;

        private View(int from) {
            this.from = from;
        }

        /** The first row. */
        int from() {
            return from;
        }

        /** One more than the last row. */
        int to() {
            return to;
        }

        /** The sequence number of a row. */
        long seq(int row) {
            return seq + row;
        }

        /** Whether a span may have a value of the column. */
        boolean has(int column) {
            synchronized (SpanTable.this) {
                return column < SpanLayout.FIRST_ATTRIBUTE || texts[column] != null || numbers[column] != null;
            }
        }

        /** A column of texts that are no ids; null where there are none. */
        @Nullable
        Texts texts(int column) {
            synchronized (SpanTable.this) {
                TextColumn found = texts[column];
                return found == null ? null : found.texts(to);
            }
        }

        /** A column of numbers; null where there are none. */
        @Nullable
        Numbers numbers(int column) {
            synchronized (SpanTable.this) {
                NumberColumn found = numbers[column];
                return found == null ? null : found.numbers(to);
            }
        }

        /** A column of ids; null where the column has something else. */
        IdColumn.@Nullable Ids ids(int column) {
            synchronized (SpanTable.this) {
                return switch (column) {
                    case SpanLayout.TRACE_ID -> traceIds.ids();
                    case SpanLayout.SPAN_ID -> spanIds.ids();
                    case SpanLayout.PARENT_SPAN_ID -> parents.ids();
                    default -> null;
                };
            }
        }
    }
}
