package dev.engram.collector.server.store.column;

import org.jspecify.annotations.Nullable;

/** Numbers of rows, of which none changes. Any thread may read. */
public final class Numbers {

    private final long[] @Nullable [] numbers;
    private final long[] @Nullable [] present;

    Numbers(long[] @Nullable [] numbers, long[] @Nullable [] present) {
        this.numbers = numbers;
        this.present = present;
    }

    /** Whether a row has a number. */
    public boolean has(int row) {
        int chunk = Chunks.of(row);
        long[] bits = chunk < present.length ? present[chunk] : null;
        int within = Chunks.within(row);
        return bits != null && (bits[within / Long.SIZE] & 1L << within) != 0;
    }

    /** The number of a row; 0 where it has none. */
    public long number(int row) {
        int chunk = Chunks.of(row);
        long[] part = chunk < numbers.length ? numbers[chunk] : null;
        return part == null ? 0 : part[Chunks.within(row)];
    }
}
