package dev.engram.agent.telemetry.value;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What tells whether two values are the same, without showing them: the first 16 hexadecimal digits of HMAC-SHA-256 with a
 * secret, over what is measured of the value for its size (a text's UTF-8, bytes as they are, of anything else its JSON). Who does
 * not know the secret can neither guess values nor check a guess. The maps of a value count in the order in which they give their
 * entries. Not thread-safe.
 */
final class Fingerprint {

    private static final int DIGEST_BYTES = 8;
    private static final String HMAC = "HmacSHA256";

    /** Characters that are encoded at a time, so that a large text is not copied as a whole. */
    private static final int CHUNK = 8192;

    private final Mac mac;

    /** @param secret not empty */
    Fingerprint(String secret) {
        try {
            mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every Java has SHA-256.", missing);
        }
    }

    /** Begins anew. */
    void reset() {
        mac.reset();
    }

    /** A text. Its length stands before it, so that no text looks like two. */
    void text(CharSequence text) {
        begin('"', text.length());
        raw(text);
    }

    /** Characters that are no text of their own. */
    void raw(CharSequence text) {
        int length = text.length();
        for (int start = 0; start < length; ) {
            int end = Math.min(length, start + CHUNK);
            if (end < length && Character.isHighSurrogate(text.charAt(end - 1))) {
                end--;
            }
            mac.update(text.subSequence(start, end).toString().getBytes(StandardCharsets.UTF_8));
            start = end;
        }
    }

    /** Bytes, which are not the text that they may be. */
    void bytes(ByteBuffer bytes) {
        begin('#', bytes.remaining());
        mac.update(bytes.duplicate());
    }

    private void begin(char kind, int length) {
        character(kind);
        raw(Integer.toString(length));
        character(kind);
    }

    void character(char ascii) {
        mac.update((byte) ascii);
    }

    /** The digits, of what came since the last reset. */
    String digits() {
        return HexFormat.of().formatHex(mac.doFinal(), 0, DIGEST_BYTES);
    }
}
