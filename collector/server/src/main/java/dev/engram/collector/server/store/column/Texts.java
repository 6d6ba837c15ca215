package dev.engram.collector.server.store.column;

import org.jspecify.annotations.Nullable;

/** Texts of rows, of which none changes. Any thread may read. */
public final class Texts {

    private final int[] @Nullable [] numbers;
    private final byte[][] values;
    private final int count;

    Texts(int[] @Nullable [] numbers, byte[][] values, int count) {
        this.numbers = numbers;
        this.values = values;
        this.count = count;
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
}
