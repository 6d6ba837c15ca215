package dev.engram.collector.server.store.column;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A column of ids of 64 or 128 bits, which are read as hexadecimal digits. Each row has one; that of zeros is read as an
 * empty text. Threads as {@link TextColumn}.
 */
public final class IdColumn {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NONE = {};

    /** Numbers of 64 bits that an id has. */
    private final int width;

    private long[][] ids = new long[0][];

    /**
     * Without rows.
     *
     * @param width 1 for ids of 64 bits, 2 for 128
     */
    public IdColumn(int width) {
        this.width = width;
    }

    /** Gives a row its id of 64 bits. */
    public void set(int row, long id) {
        chunk(row)[Chunks.within(row)] = id;
    }

    /** Gives a row its id of 128 bits. */
    public void set(int row, long high, long low) {
        long[] chunk = chunk(row);
        chunk[2 * Chunks.within(row)] = high;
        chunk[2 * Chunks.within(row) + 1] = low;
    }

    private long[] chunk(int row) {
        int chunk = Chunks.of(row);
        if (chunk == ids.length) {
            ids = Arrays.copyOf(ids, chunk + 1);
            ids[chunk] = new long[width * Chunks.ROWS];
        }
        return ids[chunk];
    }

    /** About what it takes in memory. */
    public long bytes() {
        return (long) Long.BYTES * width * Chunks.ROWS * ids.length;
    }

    /** The ids of the rows that are there. */
    public Ids ids() {
        return new Ids(width, ids);
    }

    /** Ids of rows, of which none changes. Any thread may read. */
    public static final class Ids {

        private final int width;
        private final long[][] ids;

        private Ids(int width, long[][] ids) {
            this.width = width;
            this.ids = ids;
        }

        /** The digits of a row's id. */
        public byte[] hex(int row) {
            long[] chunk = ids[Chunks.of(row)];
            int at = width * Chunks.within(row);
            long last = chunk[at + width - 1];
            if (last == 0 && (width == 1 || chunk[at] == 0)) {
                return NONE;
            }
            byte[] hex = new byte[16 * width];
            digits(chunk[at], hex, 0);
            if (width == 2) {
                digits(last, hex, 16);
            }
            return hex;
        }

        private static void digits(long id, byte[] hex, int from) {
            long rest = id;
            for (int digit = from + 15; digit >= from; digit--) {
                hex[digit] = HEX[(int) rest & 15];
                rest >>>= 4;
            }
        }

        /** Whether a row has the id of the row before. */
        private boolean isRepeated(int row) {
            if (row == 0) {
                return false;
            }
            for (int i = 0; i < width; i++) {
                long before = ids[Chunks.of(row - 1)][width * Chunks.within(row - 1) + i];
                if (ids[Chunks.of(row)][width * Chunks.within(row) + i] != before) {
                    return false;
                }
            }
            return true;
        }

        /** The rows from the first on, up to the end, as texts. */
        public Texts texts(int first, int end) {
            TextColumn texts = new TextColumn();
            int number = 0;
            for (int row = first; row < end; row++) {
                if (row == first || !isRepeated(row)) {
                    byte[] hex = hex(row);
                    number = texts.number(hex, 0, hex.length);
                }
                texts.set(row, number);
            }
            return texts.texts();
        }
    }
}
