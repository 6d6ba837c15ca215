package dev.engram.agent.telemetry;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Period;
import java.time.temporal.TemporalAccessor;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The text of a key, a namespace, an agent or another identifier that an application gave.
 *
 * <p>Only values whose text is an identifier by itself are read: text, numbers, booleans, characters, enum constants (by
 * name), UUIDs, the JDK's dates, times and URIs, and bytes (as UTF-8, else in hexadecimal). Any other object stays closed:
 * its {@code toString} is the application's own code, could show a value, and could fail.
 */
final class Text {

    /** Characters kept of an identifier. */
    static final int MAX = 1024;

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private Text() {}

    /** The text of {@code value}, at most {@link #MAX} characters; null when it has none. */
    static @Nullable String of(@Nullable Object value) {
        if (value instanceof String) {
            return cut((String) value, MAX);
        }
        if (value instanceof StringBuilder) {
            return cut((CharSequence) value);
        }
        if (value instanceof CharSequence) {
            // Another class's methods may do anything, and take any time.
            return Aside.callOrNull(value.getClass(), () -> cut((CharSequence) value));
        }
        if (value instanceof Enum) {
            return cut(((Enum<?>) value).name(), MAX);
        }
        if (value instanceof byte[]) {
            return ofBytes(ByteBuffer.wrap((byte[]) value));
        }
        if (value instanceof ByteBuffer) {
            return ofBytes(((ByteBuffer) value).duplicate());
        }
        return value != null && isPlain(value) ? cut(value.toString(), MAX) : null;
    }

    /** The text of {@code value}, or the simple name of its class where it has none. */
    static String orType(Object value) {
        String text = of(value);
        return text != null ? text : cut(value.getClass().getSimpleName(), MAX);
    }

    private static boolean isPlain(Object value) {
        boolean isKind = value instanceof Number
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof UUID
                || value instanceof TemporalAccessor
                || value instanceof Duration
                || value instanceof Period
                || value instanceof java.net.URI;
        // A Number of the application's own may print anything.
        return isKind && value.getClass().getName().startsWith("java.");
    }

    private static String cut(CharSequence text) {
        int length = Math.min(text.length(), MAX + 1);
        return cut(new StringBuilder(length).append(text, 0, length).toString(), MAX);
    }

    /** The first {@code max} characters, none of them half a surrogate pair. */
    static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
    }

    private static String ofBytes(ByteBuffer bytes) {
        // Four bytes make a character at most, so this is enough for MAX of them.
        boolean isCut = bytes.remaining() > 4 * MAX;
        if (isCut) {
            bytes.limit(bytes.position() + 4 * MAX);
        }
        try {
            return cut(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(bytes.duplicate())
                            .toString(),
                    MAX);
        } catch (CharacterCodingException notText) {
            String text = isCut ? withoutBrokenEnd(bytes) : null;
            return text != null ? text : hex(bytes);
        }
    }

    /** Text whose last character the limit may have cut in two; null when it is no text. */
    private static @Nullable String withoutBrokenEnd(ByteBuffer bytes) {
        for (int missing = 1; missing <= 3; missing++) {
            ByteBuffer shorter = bytes.duplicate();
            shorter.limit(bytes.limit() - missing);
            try {
                return cut(StandardCharsets.UTF_8.newDecoder().decode(shorter).toString(), MAX);
            } catch (CharacterCodingException notYet) {
                // One byte less may do.
            }
        }
        return null;
    }

    private static String hex(ByteBuffer bytes) {
        byte[] first = new byte[Math.min(bytes.remaining(), MAX / 2)];
        bytes.duplicate().get(first);
        return hex(first, first.length);
    }

    /** The first {@code count} bytes in hexadecimal. */
    static String hex(byte[] bytes, int count) {
        StringBuilder text = new StringBuilder(count * 2);
        for (int i = 0; i < count; i++) {
            text.append(HEX[(bytes[i] >> 4) & 0xF]).append(HEX[bytes[i] & 0xF]);
        }
        return text.toString();
    }
}
