package dev.engram.agent.telemetry.protobuf;

import dev.engram.agent.text.Utf8;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes the wire format of <a href="https://protobuf.dev/programming-guides/encoding/">Protocol Buffers</a> into an array
 * that grows and is used again. Every number takes its shortest form. Not thread-safe.
 *
 * <p>A nested message whose size is not known before is written between {@link #open} and {@link #close}.
 */
public final class ProtoWriter {

    /** Wire types, the lower three bits of a tag. */
    public static final int VARINT = 0;

    public static final int FIXED64 = 1;
    public static final int NESTED = 2;
    public static final int FIXED32 = 5;

    private static final VarHandle LITTLE_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG_LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LITTLE_INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int MAX_VARINT = 10;

    private byte[] bytes;
    private int length;

    /**
     * An empty writer.
     *
     * @param capacity bytes that it takes before it must grow
     */
    public ProtoWriter(int capacity) {
        bytes = new byte[capacity];
    }

    /** The bytes, of which the first {@link #length} count; another array once more have been written. */
    public byte[] array() {
        return bytes;
    }

    /** How many bytes were written. */
    public int length() {
        return length;
    }

    /** Bytes of memory taken. */
    public int capacity() {
        return bytes.length;
    }

    /** Forgets what was written after the first {@code newLength} bytes. */
    public void truncate(int newLength) {
        length = newLength;
    }

    /** A copy of what was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length + bytes.length / 2, Math.addExact(length, count)));
        }
    }

    /** Writes the tag of a field: its number, 1 to 15, and its wire type. */
    public void tag(byte tag) {
        reserve(1);
        bytes[length++] = tag;
    }

    /** Writes a varint, without a tag. */
    public void varint(long value) {
        reserve(MAX_VARINT);
        length = put(value, length);
    }

    private int put(long value, int offset) {
        int at = offset;
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
        return at;
    }

    /**
     * How many bytes a varint takes: one to five.
     *
     * @param value not negative
     */
    public static int varintSize(int value) {
        return value < 0x80 ? 1 : (38 - Integer.numberOfLeadingZeros(value)) / 7;
    }

    /** Writes a tag and eight bytes, the lowest first. */
    public void fixed64(byte tag, long value) {
        reserve(1 + Long.BYTES);
        bytes[length] = tag;
        LITTLE_LONG.set(bytes, length + 1, value);
        length += 1 + Long.BYTES;
    }

    /** The same without a tag, for an element of a packed field. */
    public void fixed64(long value) {
        reserve(Long.BYTES);
        LITTLE_LONG.set(bytes, length, value);
        length += Long.BYTES;
    }

    /** Writes four bytes, the lowest first, without a tag. */
    public void fixed32(int value) {
        reserve(Integer.BYTES);
        LITTLE_INT.set(bytes, length, value);
        length += Integer.BYTES;
    }

    /** Writes a tag and a span id: eight bytes, the highest first. */
    public void id(byte tag, long id) {
        reserve(2 + Long.BYTES);
        bytes[length] = tag;
        bytes[length + 1] = Long.BYTES;
        BIG_LONG.set(bytes, length + 2, id);
        length += 2 + Long.BYTES;
    }

    /** Writes a tag and a trace id: sixteen bytes, the highest first. */
    public void id(byte tag, long high, long low) {
        reserve(2 + 2 * Long.BYTES);
        bytes[length] = tag;
        bytes[length + 1] = 2 * Long.BYTES;
        BIG_LONG.set(bytes, length + 2, high);
        BIG_LONG.set(bytes, length + 2 + Long.BYTES, low);
        length += 2 + 2 * Long.BYTES;
    }

    /** Writes bytes as they are. */
    public void raw(byte[] written) {
        reserve(written.length);
        System.arraycopy(written, 0, bytes, length, written.length);
        length += written.length;
    }

    /** Writes once more {@code count} bytes that were written from index {@code offset} on. */
    public void copy(int offset, int count) {
        reserve(count);
        System.arraycopy(bytes, offset, bytes, length, count);
        length += count;
    }

    /** Writes a tag and a nested value. */
    public void nested(byte tag, byte[] content) {
        tag(tag);
        varint(content.length);
        raw(content);
    }

    /**
     * Begins a nested value.
     *
     * @param lengthSize how many bytes its length will probably take; a wrong guess costs a move of the content
     * @return what to give to {@link #close}
     */
    public int open(byte tag, int lengthSize) {
        tag(tag);
        reserve(lengthSize);
        length += lengthSize;
        return length;
    }

    /** Ends the nested value that began at {@code start}, opened with the same {@code lengthSize}. */
    public void close(int start, int lengthSize) {
        int size = length - start;
        int needed = varintSize(size);
        if (needed != lengthSize) {
            reserve(Math.max(0, needed - lengthSize));
            System.arraycopy(bytes, start, bytes, start - lengthSize + needed, size);
            length += needed - lengthSize;
        }
        put(size, start - lengthSize);
    }

    /** The {@code size} bytes, by {@link Utf8#size}, of {@code text}; without their length before them. */
    public void utf8(String text, int size) {
        reserve(size);
        Utf8.write(text, bytes, length);
        length += size;
    }
}
