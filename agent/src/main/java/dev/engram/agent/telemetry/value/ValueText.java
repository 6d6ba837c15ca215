package dev.engram.agent.telemetry.value;

import dev.engram.agent.text.Texts;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Period;
import java.time.temporal.TemporalAccessor;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The text of a key, a namespace, an agent or another identifier that an application gave.
 *
 * <p>Only values whose text is an identifier by itself are read: text, numbers, booleans, characters, enum constants (by
 * name), UUIDs, the JDK's dates, times and URIs, and bytes (as UTF-8, else in hexadecimal). Any other object stays closed:
 * its {@code toString} is the application's own code, could show a value, and could fail.
 */
public final class ValueText {

    /** Characters kept of an identifier. */
    public static final int MAX = 1024;

    private ValueText() {}

    /** The text of {@code value}, at most {@link #MAX} characters; null when it has none. */
    public static @Nullable String of(@Nullable Object value) {
        if (value instanceof String string) {
            return Texts.cut(string, MAX);
        }
        if (value instanceof StringBuilder) {
            return first((CharSequence) value);
        }
        if (value instanceof CharSequence charSequence && ReadMode.ofObject(value) != ReadMode.REFUSED) {
            // Another class's methods may do anything, and take any time.
            return BoundedCall.callOrNull(value.getClass(), () -> first(charSequence));
        }
        if (value instanceof Enum) {
            return Texts.cut(((Enum<?>) value).name(), MAX);
        }
        if (value instanceof byte[] array) {
            return ofBytes(ByteBuffer.wrap(array));
        }
        if (value instanceof ByteBuffer byteBuffer) {
            return ofBytes(byteBuffer.duplicate());
        }
        return value != null && isPlain(value) ? Texts.cut(value.toString(), MAX) : null;
    }

    /** The text of {@code value}, or the simple name of its class where it has none. */
    public static String orType(Object value) {
        String text = of(value);
        return text != null ? text : Texts.cut(value.getClass().getSimpleName(), MAX);
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
        return isKind && Numbers.isOfJdk(value);
    }

    /** Reads no more of the text than is kept. */
    private static String first(CharSequence text) {
        int length = Math.min(text.length(), MAX + 1);
        return Texts.cut(new StringBuilder(length).append(text, 0, length).toString(), MAX);
    }

    private static String ofBytes(ByteBuffer bytes) {
        // Four bytes make a character at most, so this is enough for MAX of them.
        boolean isCut = bytes.remaining() > 4 * MAX;
        if (isCut) {
            bytes.limit(bytes.position() + 4 * MAX);
        }
        try {
            return Texts.cut(
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
                return Texts.cut(
                        StandardCharsets.UTF_8.newDecoder().decode(shorter).toString(), MAX);
            } catch (CharacterCodingException notYet) {
                // One byte less may do.
            }
        }
        return null;
    }

    private static String hex(ByteBuffer bytes) {
        byte[] first = new byte[Math.min(bytes.remaining(), MAX / 2)];
        bytes.duplicate().get(first);
        return HexFormat.of().formatHex(first);
    }
}
