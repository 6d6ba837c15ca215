package dev.engram.collector.server.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Utf8 of OTLP, which are UTF-8. */
final class Utf8 {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOWEST_BITS = 0x0101010101010101L;
    private static final long HIGHEST_BITS = 0x8080808080808080L;

    private Utf8() {}

    /**
     * Fails if the text is not well-formed, as protobuf's own parser does.
     *
     * @return whether it has a NUL
     */
    static boolean check(byte[] body, int from, int size) throws InvalidProtocolBufferException {
        int end = from + size;
        long seen = 0;
        long nuls = 0;
        if (size < Long.BYTES) {
            for (int at = from; at < end; at++) {
                seen |= body[at];
                nuls |= body[at] == 0 ? 1 : 0;
            }
        } else {
            for (int at = from; at < end - Long.BYTES; at += Long.BYTES) {
                long bytes = (long) LONG.get(body, at);
                seen |= bytes;
                nuls |= nul(bytes);
            }
            // The last eight, whether or not some of them were among those before.
            long bytes = (long) LONG.get(body, end - Long.BYTES);
            seen |= bytes;
            nuls |= nul(bytes);
        }
        if ((seen & HIGHEST_BITS) != 0) {
            checkUtf8(body, from, size);
        }
        return nuls != 0;
    }

    private static void checkUtf8(byte[] body, int from, int size) throws InvalidProtocolBufferException {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body, from, size));
        } catch (CharacterCodingException e) {
            InvalidProtocolBufferException malformed = new InvalidProtocolBufferException("no UTF-8");
            malformed.initCause(e);
            throw malformed;
        }
    }

    /** Not 0 if one of eight bytes is 0. */
    private static long nul(long bytes) {
        return (bytes - LOWEST_BITS) & ~bytes & HIGHEST_BITS;
    }
}
