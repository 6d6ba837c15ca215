package dev.engram.collector.server.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads protobuf's wire format in an array, without an object for a message or a field: who reads keeps the place where a
 * message ends. Not thread-safe.
 */
final class Wire {

    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int NESTED = 2;
    static final int GROUP = 3;
    static final int FIXED32 = 5;

    /** As deep as protobuf's own parser goes. */
    static final int MAX_DEPTH = 100;

    private static final int MAX_SHIFT = 63;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] body;

    /** Where the next byte is read. */
    private int at;

    Wire(byte[] body) {
        this.body = body;
    }

    int at() {
        return at;
    }

    /** Goes on there. */
    void goTo(int place) {
        at = place;
    }

    /** The tag of the next field; 0 at the end of the message. */
    int tag(int end) throws InvalidProtocolBufferException {
        if (at == end) {
            return 0;
        }
        int tag = (int) varint(end);
        if (tag >>> 3 == 0) {
            throw new InvalidProtocolBufferException("a field without a number");
        }
        return tag;
    }

    long varint(int end) throws InvalidProtocolBufferException {
        // Most are below 128.
        if (at < end && body[at] >= 0) {
            return body[at++];
        }
        return longVarint(end);
    }

    private long longVarint(int end) throws InvalidProtocolBufferException {
        long value = 0;
        for (int shift = 0; shift <= MAX_SHIFT; shift += 7) {
            if (at >= end) {
                throw cut();
            }
            byte next = body[at++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new InvalidProtocolBufferException("a number of more than ten bytes");
    }

    /** The size of a nested value, which begins {@link #at here}. */
    int size(int end) throws InvalidProtocolBufferException {
        long size = varint(end);
        if (size < 0 || size > end - at) {
            throw cut();
        }
        return (int) size;
    }

    long fixed64(int end) throws InvalidProtocolBufferException {
        if (end - at < Long.BYTES) {
            throw cut();
        }
        long value = (long) LONG.get(body, at);
        at += Long.BYTES;
        return value;
    }

    /** Reads on behind a field whose tag was read. */
    void skip(int tag, int end) throws InvalidProtocolBufferException {
        skip(tag, end, 0);
    }

    private void skip(int tag, int end, int depth) throws InvalidProtocolBufferException {
        switch (tag & 7) {
            case VARINT -> varint(end);
            case FIXED64 -> skipBytes(Long.BYTES, end);
            case NESTED -> {
                int size = size(end);
                at += size;
            }
            case GROUP -> skipGroup(tag, end, depth);
            case FIXED32 -> skipBytes(Integer.BYTES, end);
            default -> throw new InvalidProtocolBufferException("an unknown type of field");
        }
    }

    private void skipGroup(int tag, int end, int depth) throws InvalidProtocolBufferException {
        if (depth > MAX_DEPTH) {
            throw new InvalidProtocolBufferException("nested too deeply");
        }
        int last = (tag & ~7) | 4;
        for (int next = tag(end); next != last; next = tag(end)) {
            if (next == 0) {
                throw cut();
            }
            skip(next, end, depth + 1);
        }
    }

    private void skipBytes(int count, int end) throws InvalidProtocolBufferException {
        if (end - at < count) {
            throw cut();
        }
        at += count;
    }

    private static InvalidProtocolBufferException cut() {
        return new InvalidProtocolBufferException("it ends too early");
    }
}
