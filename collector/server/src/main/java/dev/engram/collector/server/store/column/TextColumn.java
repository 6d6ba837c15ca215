package dev.engram.collector.server.store.column;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A column of texts: a list of values, and for each row the number of its value. A text that comes again has the number that
 * it had before, unless nearly all that came were different; then they are only added to the list.
 *
 * <p>One thread adds. Another one may read by {@link #texts}, which must be called after the rows were added and, as a memory
 * barrier, under a lock that the adding thread has held since.
 */
public final class TextColumn {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int FIRST_VALUES = 64;

    /** After so many values it is looked whether texts come again at all. */
    private static final int TRIED = 1 << 14;

    /** What a value takes in memory beside its bytes: its array's head, its place in the list, its hash, and two slots. */
    private static final int OVERHEAD = 32;

    private int[] @Nullable [] numbers = new int[8][];
    private byte[][] values = new byte[FIRST_VALUES][];
    private int count;

    /** Numbers by hash; 0 is a free place. Null where texts are not looked up. */
    private int @Nullable [] slots = new int[2 * FIRST_VALUES];

    private int[] hashes = new int[FIRST_VALUES];
    private long lookedUp;
    private long bytes;

    /**
     * The number of a text, from 1 on; a new one where it was not there.
     *
     * @param from where it begins in the array
     * @param length in bytes
     */
    public int number(byte[] array, int from, int length) {
        int[] table = slots;
        if (table == null) {
            return add(array, from, length, 0);
        }
        lookedUp++;
        int hash = hash(array, from, length);
        int mask = table.length - 1;
        int slot = hash & mask;
        while (table[slot] != 0) {
            int number = table[slot];
            if (hashes[number - 1] == hash) {
                byte[] value = values[number - 1];
                if (Arrays.equals(value, 0, value.length, array, from, from + length)) {
                    return number;
                }
            }
            slot = slot + 1 & mask;
        }
        int number = add(array, from, length, hash);
        table[slot] = number;
        if (2 * count >= table.length) {
            grow(table.length);
        }
        return number;
    }

    private int add(byte[] array, int from, int length, int hash) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
            if (slots != null) {
                hashes = Arrays.copyOf(hashes, 2 * count);
            }
        }
        values[count] = Arrays.copyOfRange(array, from, from + length);
        if (slots != null) {
            hashes[count] = hash;
        }
        bytes += OVERHEAD + length;
        return ++count;
    }

    private void grow(int before) {
        if (count >= TRIED && count > lookedUp - lookedUp / 4) {
            slots = null;
            hashes = new int[0];
            return;
        }
        int[] table = new int[2 * before];
        for (int i = 0; i < count; i++) {
            int slot = hashes[i] & table.length - 1;
            while (table[slot] != 0) {
                slot = slot + 1 & table.length - 1;
            }
            table[slot] = i + 1;
        }
        slots = table;
    }

    private static int hash(byte[] array, int from, int length) {
        long hash = length;
        int end = from + length;
        if (length >= Long.BYTES) {
            for (int at = from; at < end - Long.BYTES; at += Long.BYTES) {
                hash = (hash ^ (long) LONG.get(array, at)) * 0x9E3779B97F4A7C15L;
                hash ^= hash >>> 29;
            }
            // The last eight, whether or not some of them were among those before.
            hash ^= (long) LONG.get(array, end - Long.BYTES);
        } else {
            for (int at = from; at < end; at++) {
                hash = (hash << Byte.SIZE) ^ array[at];
            }
        }
        hash *= 0xBF58476D1CE4E5B9L;
        return (int) (hash ^ hash >>> 32);
    }

    /**
     * Gives a row its text. A row without one has none.
     *
     * @param number of the text
     */
    public void set(int row, int number) {
        int chunk = Chunks.of(row);
        if (chunk >= numbers.length) {
            numbers = Arrays.copyOf(numbers, Math.max(chunk + 1, 2 * numbers.length));
        }
        int[] rows = numbers[chunk];
        if (rows == null) {
            rows = new int[Chunks.ROWS];
            numbers[chunk] = rows;
            bytes += (long) Integer.BYTES * Chunks.ROWS;
        }
        rows[Chunks.within(row)] = number;
    }

    /** About what it takes in memory. */
    public long bytes() {
        return bytes;
    }

    /** The texts of the rows that are there. */
    public Texts texts() {
        return new Texts(numbers, values, count);
    }
}
