package dev.engram.agent.telemetry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Bytes in Protocol Buffers' wire format, written one after the other into an array that grows and is used again. Every
 * number takes its shortest form, as other writers have it. Not thread-safe.
 *
 * <p>A nested message whose size is not known before is written between {@link #open} and {@link #close}.
 */
final class Proto {

    /** Wire types, the lower three bits of a tag. */
    static final int VARINT = 0;

    static final int FIXED64 = 1;
    static final int NESTED = 2;
    static final int FIXED32 = 5;

    private static final VarHandle LITTLE_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG_LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LITTLE_INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int MAX_VARINT = 10;

    private byte[] bytes;
    private int length;

    Proto(int capacity) {
        bytes = new byte[capacity];
    }

    /** The bytes, of which the first {@link #length} count; another array once more have been written. */
    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Bytes of memory taken. */
    int capacity() {
        return bytes.length;
    }

    /** Forgets what was written after the first {@code newLength} bytes. */
    void truncate(int newLength) {
        length = newLength;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length + bytes.length / 2, Math.addExact(length, count)));
        }
    }

    /** The tag of {@code field}, 1 to 15, as one byte. */
    static byte tag(int field, int wireType) {
        return (byte) ((field << 3) | wireType);
    }

    void tag(byte tag) {
        reserve(1);
        bytes[length++] = tag;
    }

    void varint(long value) {
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

    /** How many bytes a varint takes, one to five, {@code value} being no negative number. */
    static int varintSize(int value) {
        return value < 0x80 ? 1 : (38 - Integer.numberOfLeadingZeros(value)) / 7;
    }

    /** Eight bytes, the lowest first. */
    void fixed64(byte tag, long value) {
        reserve(1 + Long.BYTES);
        bytes[length] = tag;
        LITTLE_LONG.set(bytes, length + 1, value);
        length += 1 + Long.BYTES;
    }

    /** Four bytes, the lowest first. */
    void fixed32(int value) {
        reserve(Integer.BYTES);
        LITTLE_INT.set(bytes, length, value);
        length += Integer.BYTES;
    }

    /** Eight bytes as a nested value, the highest first. */
    void id(byte tag, long id) {
        reserve(2 + Long.BYTES);
        bytes[length] = tag;
        bytes[length + 1] = Long.BYTES;
        BIG_LONG.set(bytes, length + 2, id);
        length += 2 + Long.BYTES;
    }

    /** Sixteen bytes as a nested value, the highest first. */
    void id(byte tag, long high, long low) {
        reserve(2 + 2 * Long.BYTES);
        bytes[length] = tag;
        bytes[length + 1] = 2 * Long.BYTES;
        BIG_LONG.set(bytes, length + 2, high);
        BIG_LONG.set(bytes, length + 2 + Long.BYTES, low);
        length += 2 + 2 * Long.BYTES;
    }

    void raw(byte[] written) {
        raw(written, 0, written.length);
    }

    void raw(byte[] written, int offset, int count) {
        reserve(count);
        System.arraycopy(written, offset, bytes, length, count);
        length += count;
    }

    /** Once more {@code count} bytes that begin at {@code offset}. */
    void again(int offset, int count) {
        reserve(count);
        System.arraycopy(bytes, offset, bytes, length, count);
        length += count;
    }

    /** A nested value of known content. */
    void nested(byte tag, byte[] content) {
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
    int open(byte tag, int lengthSize) {
        tag(tag);
        return openLength(lengthSize);
    }

    /** The same where the tag is already written. */
    int openLength(int lengthSize) {
        reserve(lengthSize);
        length += lengthSize;
        return length;
    }

    /** Ends the nested value that began at {@code start}, opened with the same {@code lengthSize}. */
    void close(int start, int lengthSize) {
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
    void utf8(String text, int size) {
        reserve(size);
        Utf8.write(text, bytes, length);
        length += size;
    }
}
