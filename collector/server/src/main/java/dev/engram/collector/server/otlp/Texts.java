package dev.engram.collector.server.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Texts of OTLP, which are UTF-8. */
final class Texts {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOWEST_BITS = 0x0101010101010101L;
    private static final long HIGHEST_BITS = 0x8080808080808080L;

    private Texts() {}

    /** Fails if the text is not well-formed, as protobuf's own parser does. */
    static void check(byte[] body, int from, int size) throws InvalidProtocolBufferException {
        if (isAscii(body, from, size)) {
            return;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body, from, size));
        } catch (CharacterCodingException e) {
            InvalidProtocolBufferException malformed = new InvalidProtocolBufferException("no UTF-8");
            malformed.initCause(e);
            throw malformed;
        }
    }

    // Eight bytes at a time; the last eight again, whether or not they were among those before.

    private static boolean isAscii(byte[] body, int from, int size) {
        int end = from + size;
        long seen = 0;
        if (size < Long.BYTES) {
            for (int at = from; at < end; at++) {
                seen |= body[at];
            }
        } else {
            for (int at = from; at < end - Long.BYTES; at += Long.BYTES) {
                seen |= (long) LONG.get(body, at);
            }
            seen |= (long) LONG.get(body, end - Long.BYTES);
        }
        return (seen & HIGHEST_BITS) == 0;
    }

    static boolean hasNul(byte[] body, int from, int size) {
        int end = from + size;
        if (size < Long.BYTES) {
            for (int at = from; at < end; at++) {
                if (body[at] == 0) {
                    return true;
                }
            }
            return false;
        }
        long found = nul((long) LONG.get(body, end - Long.BYTES));
        for (int at = from; at < end - Long.BYTES; at += Long.BYTES) {
            found |= nul((long) LONG.get(body, at));
        }
        return found != 0;
    }

    /** Not 0 if one of eight bytes is 0. */
    private static long nul(long bytes) {
        return (bytes - LOWEST_BITS) & ~bytes & HIGHEST_BITS;
    }
}
