package dev.engram.agent.telemetry.value;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Calendar;
import java.util.Date;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The JSON of what holds no other object, and of the keys of maps, as Jackson writes it by default. */
final class JsonScalars {

    /** In a class of its own: hardly any map has a date for a key, and the formatter loads a hundred classes. */
    private static final class DateKey {
        static final DateTimeFormatter FORMAT =
                DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT);
    }

    private JsonScalars() {}

    /**
     * Writes {@code value} unless it can hold other objects.
     *
     * @return false when it can, and nothing is written
     */
    // Applications still store dates of java.util.
    @SuppressWarnings("JavaUtilDate")
    static boolean write(Object value, JsonOutput out) throws UnreadableException {
        if (value instanceof Number number) {
            writeNumber(number, out);
        } else if (value instanceof Boolean || value instanceof AtomicBoolean) {
            out.raw(value.toString());
        } else if (value instanceof Enum<?> constant) {
            out.string(constant.name());
        } else if (value instanceof CharSequence text) {
            out.string(text);
        } else if (value instanceof Character || value instanceof UUID) {
            out.string(value.toString());
        } else if (value instanceof Date date) {
            out.number(date.getTime());
        } else if (value instanceof Calendar calendar) {
            out.number(calendar.getTimeInMillis());
        } else if (value instanceof byte[] array) {
            out.base64(ByteBuffer.wrap(array));
        } else if (value instanceof ByteBuffer buffer) {
            out.base64(buffer);
        } else if (value instanceof char[] array) {
            out.string(CharBuffer.wrap(array));
        } else {
            return false;
        }
        return true;
    }

    private static void writeNumber(Number value, JsonOutput out) throws UnreadableException {
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
            out.number(value.longValue());
        } else if (value instanceof Double || value instanceof Float) {
            // What is no number in JSON is text.
            if (Double.isFinite(value.doubleValue())) {
                out.raw(value.toString());
            } else {
                out.string(value.toString());
            }
        } else if (Numbers.isOfJdk(value)) {
            out.raw(value.toString());
        } else {
            throw UnreadableException.of(value.getClass());
        }
    }

    /**
     * Writes the key of a map. Of an object of another class only its {@code toString} could be written, which is the
     * application's code.
     *
     * @param isBounded whether this runs in a {@link BoundedCall}
     */
    static void writeKey(@Nullable Object key, boolean isBounded, JsonOutput out) throws UnreadableException {
        if (key instanceof String text) {
            out.string(text);
        } else if (key instanceof Enum<?> constant) {
            out.string(constant.name());
        } else if (key instanceof CharSequence text && ReadMode.ofObject(key) != ReadMode.REFUSED) {
            if (!isBounded && ReadMode.ofObject(key) != ReadMode.DATA) {
                throw new NeedsBoundedCallException();
            }
            out.string(text);
        } else if (key instanceof Date date) {
            out.string(date.toInstant().atOffset(ZoneOffset.UTC).format(DateKey.FORMAT));
        } else if (key != null && isPlainKey(key)) {
            out.string(key.toString());
        } else {
            throw new UnreadableException(
                    "unreadable",
                    (key == null ? "null" : "a " + key.getClass().getName()) + " as a map's key is never read");
        }
    }

    private static boolean isPlainKey(Object key) {
        return Numbers.isOfJdk(key)
                && (key instanceof Number
                        || key instanceof Boolean
                        || key instanceof Character
                        || key instanceof UUID
                        || ReadMode.of(key.getClass()) == ReadMode.TEXT);
    }
}
