package dev.engram.agent.telemetry.protobuf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Reads one message in the wire format of <a href="https://protobuf.dev/programming-guides/encoding/">Protocol Buffers</a>,
 * field by field. Not thread-safe.
 *
 * <p>Every method that reads throws {@link IllegalArgumentException} where the bytes are no such message.
 *
 * <pre>{@code
 * while (reader.next()) {
 *     switch (reader.tag()) {
 *         case NAME -> name = reader.string();
 *         default -> reader.skip();
 *     }
 * }
 * }</pre>
 */
public final class ProtoReader {

    private static final VarHandle LITTLE_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private final int end;
    private int position;
    private int tag;

    /**
     * A reader of the message that lies in {@code bytes}.
     *
     * @param start index of its first byte
     * @param end index behind its last byte
     */
    public ProtoReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    /**
     * Goes to the next field, whose value must then be read or skipped.
     *
     * @return false at the end of the message
     */
    public boolean next() {
        if (position == end) {
            return false;
        }
        tag = (int) varint();
        return true;
    }

    /** The number of the current field and its wire type, as in {@link OtlpTags}. */
    public int tag() {
        return tag;
    }

    /** The value of a field of wire type {@link ProtoWriter#VARINT}. */
    public long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte each = bytes[advance(1)];
            value |= (each & 0x7FL) << shift;
            if (each >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a varint of more than ten bytes");
    }

    /** The value of a field of wire type {@link ProtoWriter#FIXED64}. */
    public long fixed64() {
        return (long) LITTLE_LONG.get(bytes, advance(Long.BYTES));
    }

    /** The value of a field of type {@code double}. */
    public double doubleValue() {
        return Double.longBitsToDouble(fixed64());
    }

    /** The message that is the value of a field of wire type {@link ProtoWriter#NESTED}. */
    public ProtoReader message() {
        int start = nested();
        return new ProtoReader(bytes, start, position);
    }

    /** The value of a field of type {@code string}. */
    public String string() {
        int start = nested();
        return new String(bytes, start, position - start, StandardCharsets.UTF_8);
    }

    /** The value of a field of type {@code bytes}, in lower-case hexadecimal digits. */
    public String hex() {
        int start = nested();
        return HexFormat.of().formatHex(bytes, start, position);
    }

    /** Passes over the value of the current field. */
    public void skip() {
        switch (tag & 7) {
            case ProtoWriter.VARINT -> varint();
            case ProtoWriter.FIXED64 -> advance(Long.BYTES);
            case ProtoWriter.FIXED32 -> advance(Integer.BYTES);
            case ProtoWriter.NESTED -> nested();
            default -> throw new IllegalArgumentException("the wire type " + (tag & 7) + " does not exist");
        }
    }

    /** Passes over a nested value; returns where it starts. It ends at the new position. */
    private int nested() {
        long size = varint();
        if (size < 0 || size > end - position) {
            throw new IllegalArgumentException("a value that is longer than its message");
        }
        return advance((int) size);
    }

    /** Passes over {@code count} bytes; returns the index of the first. */
    private int advance(int count) {
        if (count > end - position) {
            throw new IllegalArgumentException("the message ends within a value");
        }
        int start = position;
        position += count;
        return start;
    }
}
