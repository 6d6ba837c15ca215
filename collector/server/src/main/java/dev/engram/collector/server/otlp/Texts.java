package dev.engram.collector.server.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Texts of OTLP, which are UTF-8. */
final class Texts {

    private Texts() {}

    /** Fails if the text is not well-formed, as protobuf's own parser does. */
    static void check(byte[] body, int from, int size) throws InvalidProtocolBufferException {
        int seen = 0;
        for (int i = from; i < from + size; i++) {
            seen |= body[i];
        }
        if (seen < 0) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body, from, size));
            } catch (CharacterCodingException e) {
                InvalidProtocolBufferException malformed = new InvalidProtocolBufferException("no UTF-8");
                malformed.initCause(e);
                throw malformed;
            }
        }
    }

    static boolean hasNul(byte[] body, int from, int size) {
        for (int i = from; i < from + size; i++) {
            if (body[i] == 0) {
                return true;
            }
        }
        return false;
    }
}
