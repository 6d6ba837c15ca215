package dev.engram.agent.telemetry;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.RandomAccess;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The length of an object's JSON in UTF-8, as Jackson's own defaults would write it, without writing it.
 *
 * <p>Objects show their fields (a record, its components). Getters are application code and are not called, and
 * annotations are not looked at. Each class at any depth passes {@link Walk}. Not thread-safe.
 *
 * <p>Why not Jackson: to count what nobody keeps it loads 490 classes, 200 ms of an application's first second.
 */
final class JsonSizer {

    private static final long MAX_BYTES = 64L << 20;
    private static final int MAX_DEPTH = 200;

    /** The quotes of a text, the brackets of an array or an object. */
    private static final int PAIR = 2;

    private static final int UUID_BYTES = PAIR + 36;
    private static final int DATE_KEY = PAIR + "1970-01-01T00:00:00.000+00:00".length();
    private static final int NULL = "null".length();

    /** The fields that are shown. It lies in the class itself and goes with it. */
    private static final ClassValue<Shown[]> FIELDS = new ClassValue<>() {
        @Override
        protected Shown[] computeValue(Class<?> type) {
            return shown(type);
        }
    };

    private long bytes;
    private int depth;

    /** Why an object has no size. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String reason) {
            super(reason, null, false, false);
        }
    }

    private static final class Shown {
        private final Field field;
        private final int nameBytes;

        Shown(Field field) {
            this.field = field;
            this.nameBytes = (int) quoted(field.getName());
        }
    }

    /**
     * The number of bytes.
     *
     * @throws Refused when the object holds what {@link Walk} refuses, or is larger or deeper than the limits
     * @throws RuntimeException when the object cannot be walked, for example because it is changed meanwhile
     */
    long size(Object value) throws Refused, IllegalAccessException {
        bytes = 0;
        depth = 0;
        any(value);
        return bytes;
    }

    private void add(long length) throws Refused {
        bytes += length;
        if (bytes > MAX_BYTES) {
            throw new Refused("its JSON is longer than " + MAX_BYTES + " bytes");
        }
    }

    private void any(@Nullable Object value) throws Refused, IllegalAccessException {
        if (value == null) {
            add(NULL);
        } else if (value instanceof String) {
            add(quoted((String) value));
        } else {
            walk(value, value.getClass());
        }
    }

    private void walk(Object value, Class<?> type) throws Refused, IllegalAccessException {
        switch (Walk.of(type)) {
            case TEXT:
                add(quoted(value.toString()));
                break;
            case JSON:
                add(ValueSize.utf8Length(value.toString()));
                break;
            case OPTIONAL:
                any(content(value));
                break;
            case DATA:
                data(value, type);
                break;
            default:
                throw new Refused("a " + type.getName() + " is never read");
        }
    }

    private static @Nullable Object content(Object optional) {
        if (optional instanceof OptionalInt) {
            OptionalInt number = (OptionalInt) optional;
            return number.isPresent() ? number.getAsInt() : null;
        }
        if (optional instanceof OptionalLong) {
            OptionalLong number = (OptionalLong) optional;
            return number.isPresent() ? number.getAsLong() : null;
        }
        if (optional instanceof OptionalDouble) {
            OptionalDouble number = (OptionalDouble) optional;
            return number.isPresent() ? number.getAsDouble() : null;
        }
        return ((Optional<?>) optional).orElse(null);
    }

    private void data(Object value, Class<?> type) throws Refused, IllegalAccessException {
        long scalar = scalar(value);
        if (scalar >= 0) {
            add(scalar);
        } else if (value instanceof AtomicReference) {
            any(((AtomicReference<?>) value).get());
        } else {
            if (++depth > MAX_DEPTH) {
                throw new Refused("it is deeper than " + MAX_DEPTH);
            }
            if (value instanceof Map) {
                entries((Map<?, ?>) value);
            } else if (value instanceof Collection) {
                elements((Collection<?>) value);
            } else if (value instanceof Map.Entry) {
                add(PAIR);
                entry((Map.Entry<?, ?>) value);
            } else if (type.isArray()) {
                array(value);
            } else {
                fields(value, type);
            }
            depth--;
        }
    }

    /** What holds nothing else; -1 for what does. */
    // Applications still store them.
    @SuppressWarnings("JavaUtilDate")
    private static long scalar(Object value) throws Refused {
        if (value instanceof Number) {
            return number((Number) value);
        }
        if (value instanceof Boolean || value instanceof AtomicBoolean) {
            return value.toString().length();
        }
        if (value instanceof Enum) {
            return quoted(((Enum<?>) value).name());
        }
        if (value instanceof CharSequence) {
            return quoted((CharSequence) value);
        }
        if (value instanceof Character) {
            return quoted(value.toString());
        }
        if (value instanceof UUID) {
            return UUID_BYTES;
        }
        if (value instanceof Date) {
            return digits(((Date) value).getTime());
        }
        if (value instanceof Calendar) {
            return digits(((Calendar) value).getTimeInMillis());
        }
        if (value instanceof byte[]) {
            return base64(((byte[]) value).length);
        }
        if (value instanceof ByteBuffer) {
            return base64(((ByteBuffer) value).remaining());
        }
        return value instanceof char[] ? quoted(java.nio.CharBuffer.wrap((char[]) value)) : -1;
    }

    private static long number(Number value) throws Refused {
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
            return digits(value.longValue());
        }
        if (value instanceof Double || value instanceof Float) {
            // What is no number in JSON is text.
            return (long) value.toString().length() + (Double.isFinite(value.doubleValue()) ? 0 : PAIR);
        }
        if (value.getClass().getName().startsWith("java.")) {
            return value.toString().length();
        }
        throw new Refused("a " + value.getClass().getName() + " is never read");
    }

    private static int digits(long number) {
        if (number == Long.MIN_VALUE) {
            return 20;
        }
        int digits = number < 0 ? 2 : 1;
        for (long rest = Math.abs(number); rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }

    private static long base64(int length) {
        return PAIR + (length + 2L) / 3 * 4;
    }

    private void entries(Map<?, ?> map) throws Refused, IllegalAccessException {
        add(PAIR);
        boolean isFirst = true;
        for (Map.Entry<?, ?> each : map.entrySet()) {
            add(isFirst ? 0 : 1);
            isFirst = false;
            entry(each);
        }
    }

    private void entry(Map.Entry<?, ?> entry) throws Refused, IllegalAccessException {
        add(key(entry.getKey()) + 1);
        any(entry.getValue());
    }

    /** Of another key only its {@code toString} could be written, which is application code. */
    private static long key(@Nullable Object key) throws Refused {
        if (key instanceof CharSequence) {
            return quoted((CharSequence) key);
        }
        if (key instanceof Enum) {
            return quoted(((Enum<?>) key).name());
        }
        if (key instanceof Date) {
            return DATE_KEY;
        }
        if (key != null
                && key.getClass().getName().startsWith("java.")
                && (key instanceof Number || Walk.of(key.getClass()) == Walk.TEXT || scalar(key) >= 0)) {
            return quoted(key.toString());
        }
        throw new Refused((key == null ? "null" : "a " + key.getClass().getName()) + " as a map's key is never read");
    }

    private void elements(Collection<?> collection) throws Refused, IllegalAccessException {
        add(PAIR);
        if (collection instanceof RandomAccess && collection instanceof List) {
            List<?> list = (List<?>) collection;
            for (int i = 0; i < list.size(); i++) {
                add(i == 0 ? 0 : 1);
                any(list.get(i));
            }
            return;
        }
        boolean isFirst = true;
        for (Object each : collection) {
            add(isFirst ? 0 : 1);
            isFirst = false;
            any(each);
        }
    }

    private void array(Object array) throws Refused, IllegalAccessException {
        int length = Array.getLength(array);
        add(PAIR + Math.max(0, length - 1));
        for (int i = 0; i < length; i++) {
            any(Array.get(array, i));
        }
    }

    private void fields(Object value, Class<?> type) throws Refused, IllegalAccessException {
        Shown[] fields = FIELDS.get(type);
        add(PAIR + Math.max(0, fields.length - 1));
        for (Shown each : fields) {
            add(each.nameBytes + 1);
            any(each.field.get(value));
        }
    }

    /** Those of the class and its superclasses; the nearest, where several have one name. */
    private static Shown[] shown(Class<?> type) {
        Map<String, Shown> byName = new LinkedHashMap<>();
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                if (!Modifier.isStatic(modifiers)
                        && !Modifier.isTransient(modifiers)
                        && !field.isSynthetic()
                        && !byName.containsKey(field.getName())) {
                    field.setAccessible(true);
                    byName.put(field.getName(), new Shown(field));
                }
            }
        }
        return byName.values().toArray(new Shown[0]);
    }

    /** A text's bytes between quotes, with what has to be escaped. */
    private static long quoted(CharSequence text) {
        long length = PAIR + ValueSize.utf8Length(text);
        int count = text.length();
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c < ' ') {
                boolean isShort = c == '\b' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
                length += isShort ? 1 : 5;
            } else if (c == '"' || c == '\\') {
                length++;
            } else if (Character.isHighSurrogate(c) && i + 1 < count && Character.isLowSurrogate(text.charAt(i + 1))) {
                // Jackson writes two escapes of six bytes.
                length += 8;
            }
        }
        return length;
    }
}
