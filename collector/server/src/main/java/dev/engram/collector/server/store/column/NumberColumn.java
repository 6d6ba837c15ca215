package dev.engram.collector.server.store.column;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A column of numbers of 64 bits, of which rows may have none. What a number means, whole, broken or truth, is the
 * caller's. Threads as {@link TextColumn}.
 */
public final class NumberColumn {

    private long[] @Nullable [] numbers = new long[8][];

    /** A bit for each row, which says whether it has a number. */
    private long[] @Nullable [] present = new long[8][];

    private long bytes;

    /** Gives a row its number. */
    public void set(int row, long number) {
        int chunk = Chunks.of(row);
        if (chunk >= numbers.length) {
            int length = Math.max(chunk + 1, 2 * numbers.length);
            numbers = Arrays.copyOf(numbers, length);
            present = Arrays.copyOf(present, length);
        }
        long[] rows = numbers[chunk];
        long[] bits = present[chunk];
        if (rows == null || bits == null) {
            rows = new long[Chunks.ROWS];
            bits = new long[Chunks.ROWS / Long.SIZE];
            numbers[chunk] = rows;
            present[chunk] = bits;
            bytes += Long.BYTES * (long) (rows.length + bits.length);
        }
        int within = Chunks.within(row);
        rows[within] = number;
        bits[within / Long.SIZE] |= 1L << within;
    }

    /** About what it takes in memory. */
    public long bytes() {
        return bytes;
    }

    /** The numbers of the rows that are there. */
    public Numbers numbers() {
        return new Numbers(numbers, present);
    }
}
