package dev.engram.collector.server.store.column;

import org.jspecify.annotations.Nullable;

/** Texts of rows, of which none changes. Any thread may read. */
public final class Texts {

    private final int rows;
    private final int[] @Nullable [] numbers;
    private final byte[][] values;
    private final int count;
    private final long size;

    Texts(int rows, int[] @Nullable [] numbers, byte[][] values, int count, long size) {
        this.rows = rows;
        this.numbers = numbers;
        this.values = values;
        this.count = count;
        this.size = size;
    }

    /** How many rows there are. */
    public int rows() {
        return rows;
    }

    /** The number of a row's text, from 1 on; 0 where it has none. */
    public int number(int row) {
        int chunk = Chunks.of(row);
        int[] part = chunk < numbers.length ? numbers[chunk] : null;
        return part == null ? 0 : part[Chunks.within(row)];
    }

    /** How many numbers there are. Not each is that of a row here, and two may have the same text. */
    public int count() {
        return count;
    }

    /** The text of a number, in UTF-8; not to be changed. */
    public byte[] value(int number) {
        return values[number - 1];
    }

    /** Bytes of the texts of all rows together, or somewhat more. */
    public long size() {
        return size;
    }
}
