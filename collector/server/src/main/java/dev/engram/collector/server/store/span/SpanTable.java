package dev.engram.collector.server.store.span;

import dev.engram.collector.server.store.column.IdColumn;
import dev.engram.collector.server.store.column.NumberColumn;
import dev.engram.collector.server.store.column.Numbers;
import dev.engram.collector.server.store.column.TextColumn;
import dev.engram.collector.server.store.column.Texts;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Spans in memory, column by column as {@link SpanLayout} has them, with sequence numbers that follow each other. A text that
 * many spans have is there once.
 *
 * <p>One thread adds; any thread may read the spans that were there when it asked for a {@link Rows}.
 */
public final class SpanTable {

    /** Spans of a request that are read together. */
    private static final int BLOCK = 16;

    /**
     * DuckDB reads 2,048 rows at once, or a group of a file if it has fewer, and parses the JSON of all of them before it lets
     * go of any: it takes three times their bytes.
     */
    private static final long MOST_BYTES = 4L << 20;

    private final @Nullable TextColumn[] texts = new TextColumn[SpanLayout.count()];
    private final @Nullable NumberColumn[] numbers = new NumberColumn[SpanLayout.count()];
    private final IdColumn traceIds = new IdColumn(2);
    private final IdColumn spanIds = new IdColumn(1);
    private final IdColumn parents = new IdColumn(1);
    private final SeenAttributes attributes = new SeenAttributes();
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
        int[] added = rowsBut(leftOut, spans.rows());
        for (int i = 0; i < added.length; i++) {
            int from = added[i];
            traceIds.set(rows + i, spans.traceHigh(from), spans.traceLow(from));
            spanIds.set(rows + i, spans.span(from));
            parents.set(rows + i, spans.parent(from));
        }
        LastPlaces last = new LastPlaces();
        // Spans that stand side by side in the request are read together, while the processor has them near.
        for (int begin = 0; begin < added.length; begin += BLOCK) {
            int end = Math.min(added.length, begin + BLOCK);
            for (int column = 0; column < texts.length; column++) {
                if (spans.hasTexts(column)) {
                    addTexts(column, spans, added, begin, end, last);
                }
            }
        }
        for (int column = 0; column < numbers.length; column++) {
            if (spans.hasNumbers(column)) {
                addNumbers(column, spans, added);
            }
        }
        attributes.note(spans.others());
        rows += added.length;
        bytes = countBytes();
    }

    private static int[] rowsBut(BitSet leftOut, int count) {
        int[] left = new int[count - leftOut.cardinality()];
        int at = -1;
        for (int i = 0; i < left.length; i++) {
            at = leftOut.nextClearBit(at + 1);
            left[i] = at;
        }
        return left;
    }

    /** The places of the last two texts of each column, and their numbers: spans of a request share places, by turns with others. */
    private static final class LastPlaces {
        private final long[] last = new long[SpanLayout.count()];
        private final long[] other = new long[SpanLayout.count()];
        private final int[] lastNumber = new int[SpanLayout.count()];
        private final int[] otherNumber = new int[SpanLayout.count()];

        LastPlaces() {
            Arrays.fill(last, -1);
            Arrays.fill(other, -1);
        }

        int number(int column, long place, SpanColumns spans, TextColumn texts) {
            if (place == last[column]) {
                return lastNumber[column];
            }
            int number = place == other[column] ? otherNumber[column] : spans.number(texts, place);
            other[column] = last[column];
            otherNumber[column] = lastNumber[column];
            last[column] = place;
            lastNumber[column] = number;
            return number;
        }
    }

    private void addTexts(int column, SpanColumns spans, int[] added, int begin, int end, LastPlaces last) {
        TextColumn to = texts[column];
        if (to == null) {
            to = new TextColumn();
            texts[column] = to;
        }
        for (int i = begin; i < end; i++) {
            long place = spans.place(column, added[i]);
            if (place >= 0) {
                to.set(rows + i, last.number(column, place, spans, to));
            }
        }
    }

    private void addNumbers(int column, SpanColumns spans, int[] added) {
        NumberColumn to = numbers[column];
        if (to == null) {
            to = new NumberColumn();
            numbers[column] = to;
        }
        for (int i = 0; i < added.length; i++) {
            if (spans.hasNumber(column, added[i])) {
                to.set(rows + i, spans.number(column, added[i]));
            }
        }
    }

    private long countBytes() {
        long sum = traceIds.bytes() + spanIds.bytes() + parents.bytes() + attributes.bytes();
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

    /** The attributes without a column that the spans have. */
    SeenAttributes attributes() {
        return attributes;
    }

    /** The spans as they are now. */
    Rows view() {
        return view(0);
    }

    /** The spans as they are now, from a sequence number on. */
    synchronized Rows view(long seq) {
        return new Rows((int) Math.min(rows, Math.max(0, seq - firstSeq)));
    }

    /** Spans that do not change. Any thread may read. */
    public final class Rows {

        private final int from;
        private final int to = rows;
        private final long seq = firstSeq;

        private Rows(int from) {
            this.from = from;
        }

        /** The first row. */
        public int from() {
            return from;
        }

        /** One more than the last row. */
        public int to() {
            return to;
        }

        /** The sequence number of a row. */
        public long seq(int row) {
            return seq + row;
        }

        /**
         * Where a part ends that a reader can hold in memory: up to so many rows from the first on, and not many bytes of texts
         * that can be long.
         */
        int endOfPart(int first, int most) {
            int end = Math.min(to, first + most);
            List<Texts> all = longTexts();
            long sum = 0;
            for (int row = first; row < end; row++) {
                for (Texts texts : all) {
                    int number = texts.number(row);
                    sum += number == 0 ? 0 : texts.value(number).length;
                }
                if (sum > MOST_BYTES) {
                    return Math.max(row, first + 1);
                }
            }
            return end;
        }

        private List<Texts> longTexts() {
            return Stream.of(SpanLayout.OTHER_ATTRIBUTES, SpanLayout.EVENTS, SpanLayout.LINKS)
                    .map(this::texts)
                    .flatMap(Stream::ofNullable)
                    .toList();
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
                return found == null ? null : found.texts();
            }
        }

        /** A column of numbers; null where there are none. */
        @Nullable
        Numbers numbers(int column) {
            synchronized (SpanTable.this) {
                NumberColumn found = numbers[column];
                return found == null ? null : found.numbers();
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
