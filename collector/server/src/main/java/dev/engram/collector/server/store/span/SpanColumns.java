package dev.engram.collector.server.store.span;

import dev.engram.collector.server.store.column.TextColumn;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one request, column by column as {@link SpanLayout} has them. No object belongs to a span or to a value: a
 * text is a place in the request, or in what was written behind it. Filled row by row by one thread until {@link #finish};
 * then it does not change, and any thread may read it.
 */
public final class SpanColumns {

    private static final int FIRST_CAPACITY = 64;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Trace id, span id and parent in one row. */
    private static final int IDS = 4;

    private static final byte[] EMPTY = {};

    /** For each text of a row its place and its size; a place below zero is none. */
    private final int[] @Nullable [] texts = new int[SpanLayout.count()][];

    private final long[] @Nullable [] numbers = new long[SpanLayout.count()][];
    private final long[] @Nullable [] present = new long[SpanLayout.count()][];
    private long[] ids = new long[IDS * FIRST_CAPACITY];
    private int capacity = FIRST_CAPACITY;
    private int rows;
    private byte[] body = EMPTY;
    private byte[] behind = EMPTY;

    /** Keys of attributes that have no column, with the type that keeps all their values. */
    private final Map<String, ColumnType> others = new LinkedHashMap<>();

    /** The key that was noted last: often the next span has it again. */
    private byte[] lastOther = EMPTY;

    private @Nullable ColumnType lastOtherType;

    /** Rows that were begun and not taken back. */
    public int rows() {
        return rows;
    }

    /** Begins a row. Its values are null until they are set. */
    public void begin() {
        if (rows == capacity) {
            capacity *= 2;
            ids = Arrays.copyOf(ids, IDS * capacity);
        }
        rows++;
    }

    /** Takes the last row back. */
    public void takeBack() {
        rows--;
        for (int column = 0; column < texts.length; column++) {
            int[] text = texts[column];
            if (text != null && 2 * rows < text.length) {
                text[2 * rows] = -1;
            }
            long[] bits = present[column];
            if (bits != null) {
                bits[rows >> 6] &= ~(1L << rows);
            }
        }
    }

    /**
     * The ids of the last row.
     *
     * @param parent 0 for none
     */
    public void ids(long traceHigh, long traceLow, long span, long parent) {
        int at = IDS * (rows - 1);
        ids[at] = traceHigh;
        ids[at + 1] = traceLow;
        ids[at + 2] = span;
        ids[at + 3] = parent;
    }

    /**
     * Sets a text of the last row: well-formed UTF-8 without NUL.
     *
     * @param at where it begins in the request, or the request's length and where it begins in what is behind it
     */
    public void text(int column, int at, int size) {
        int[] text = texts[column];
        if (text == null || text.length < 2 * rows) {
            int from = text == null ? 0 : text.length;
            text = text == null ? new int[2 * capacity] : Arrays.copyOf(text, 2 * capacity);
            Arrays.fill(text, from, text.length, -1);
            texts[column] = text;
        }
        text[2 * rows - 2] = at;
        text[2 * rows - 1] = size;
    }

    /** Sets a number of the last row: a BIGINT, the bits of a DOUBLE, or 0 or 1 as BOOLEAN. */
    public void number(int column, long value) {
        long[] number = numbers[column];
        long[] bits = present[column];
        if (number == null || bits == null || number.length < rows) {
            number = number == null ? new long[capacity] : Arrays.copyOf(number, capacity);
            numbers[column] = number;
            bits = bits == null ? new long[words(capacity)] : Arrays.copyOf(bits, words(capacity));
            present[column] = bits;
        }
        number[rows - 1] = value;
        int row = rows - 1;
        bits[row >> 6] |= 1L << row;
    }

    private static int words(int bits) {
        return (bits + 63) >> 6;
    }

    /** Notes that a row has an attribute in {@code other_attributes}: it has no column, or not this type. */
    public void other(byte[] bytes, int from, int size, ColumnType type) {
        if (type == lastOtherType && Arrays.equals(bytes, from, from + size, lastOther, 0, lastOther.length)) {
            return;
        }
        lastOther = Arrays.copyOfRange(bytes, from, from + size);
        lastOtherType = type;
        others.merge(new String(bytes, from, size, StandardCharsets.UTF_8), type, ColumnType::widen);
    }

    /**
     * Ends the filling.
     *
     * @param request where texts are
     * @param written the texts that are behind it
     */
    public void finish(byte[] request, byte[] written) {
        body = request;
        behind = written;
    }

    Map<String, ColumnType> others() {
        return others;
    }

    /** Whether rows may have texts of the column. */
    boolean hasTexts(int column) {
        return texts[column] != null;
    }

    /** Whether rows may have numbers of the column. */
    boolean hasNumbers(int column) {
        return numbers[column] != null;
    }

    /** Bytes of all texts that are not shared by rows, and more. */
    public long bytes() {
        return body.length + (long) behind.length;
    }

    /** Bytes of all texts of a row. */
    public long size(int row) {
        long size = 0;
        for (int column = 0; column < texts.length; column++) {
            long place = place(column, row);
            size += place < 0 ? 0 : (int) place;
        }
        return size;
    }

    /** Where a row has its text of the column: a number for {@link #number(TextColumn, long)}; -1 where it has none. */
    long place(int column, int row) {
        int[] text = texts[column];
        return text == null || 2 * row >= text.length || text[2 * row] < 0
                ? -1
                : (long) text[2 * row] << Integer.SIZE | text[2 * row + 1];
    }

    /** The number that the text at a place has in a column. */
    int number(TextColumn column, long place) {
        int at = (int) (place >> Integer.SIZE);
        return at < body.length
                ? column.number(body, at, (int) place)
                : column.number(behind, at - body.length, (int) place);
    }

    /** A hash of kind and service. */
    public long kindAndService(int row) {
        return kindAndService(hash(SpanLayout.KIND, row), hash(SpanLayout.SERVICE_NAME, row));
    }

    /** The same of a span that has these. */
    public static long kindAndService(byte[] kind, byte[] service) {
        return kindAndService(hash(kind, 0, kind.length), hash(service, 0, service.length));
    }

    private static long kindAndService(long kind, long service) {
        return RecentSpans.mix(kind ^ RecentSpans.mix(service));
    }

    /** A hash of all that a row has but its ids and its resource; never {@link RecentSpans#UNKNOWN}. */
    public long version(int row) {
        long hash = parent(row);
        for (int column = 0; column < texts.length; column++) {
            if (column != SpanLayout.RESOURCE && place(column, row) >= 0) {
                hash = RecentSpans.mix(hash ^ column ^ hash(column, row));
            }
            if (hasNumber(column, row)) {
                hash = RecentSpans.mix(hash ^ column ^ number(column, row));
            }
        }
        return hash == RecentSpans.UNKNOWN ? 1 : hash;
    }

    private long hash(int column, int row) {
        long place = place(column, row);
        if (place < 0) {
            return 0;
        }
        int at = (int) (place >> Integer.SIZE);
        return at < body.length ? hash(body, at, (int) place) : hash(behind, at - body.length, (int) place);
    }

    private static long hash(byte[] bytes, int from, int size) {
        long hash = size;
        int last = from + size - Long.BYTES;
        for (int at = from; at < last; at += Long.BYTES) {
            hash = add(hash, (long) LONG.get(bytes, at));
        }
        if (size >= Long.BYTES) {
            // Some of these bytes again, so that there is no rest.
            return RecentSpans.mix(hash ^ (long) LONG.get(bytes, last));
        }
        long rest = 0;
        for (int at = from; at < from + size; at++) {
            rest = rest << Byte.SIZE | (bytes[at] & 0xFF);
        }
        return RecentSpans.mix(add(hash, rest));
    }

    /** One multiplication a word: with the two of {@link RecentSpans#mix} this takes twice as long. */
    private static long add(long hash, long word) {
        long product = (hash ^ word) * 0x9E3779B97F4A7C15L;
        return product ^ product >>> 32;
    }

    boolean hasNumber(int column, int row) {
        long[] bits = present[column];
        return bits != null && row >> 6 < bits.length && (bits[row >> 6] & 1L << row) != 0;
    }

    public long number(int column, int row) {
        long[] number = numbers[column];
        return number == null ? 0 : number[row];
    }

    public long traceHigh(int row) {
        return ids[IDS * row];
    }

    public long traceLow(int row) {
        return ids[IDS * row + 1];
    }

    public long span(int row) {
        return ids[IDS * row + 2];
    }

    /** 0 for none. */
    long parent(int row) {
        return ids[IDS * row + 3];
    }
}
