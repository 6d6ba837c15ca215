package dev.engram.agent.telemetry;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.RandomAccess;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Goes through an object as Jackson's own defaults would write it in JSON; what is made of it is for subclasses.
 *
 * <p>Objects show their fields (a record, its components). Getters are application code and are not called, and
 * annotations are not looked at. Each class at any depth passes {@link Walk}. Depth and the number of values are bounded, so an
 * object that refers to itself comes to an end too. Not thread-safe.
 *
 * <p>Why not Jackson: it loads 490 classes, 200 ms of an application's first second.
 */
abstract class JsonWalk {

    private static final int MAX_DEPTH = 200;

    /** They take a tenth of a second. */
    private static final int MAX_VALUES = 2_000_000;

    private static final DateTimeFormatter DATE_KEY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT);

    /** The fields that are shown. It lies in the class itself and goes with it. */
    private static final ClassValue<Shown[]> FIELDS = new ClassValue<>() {
        @Override
        protected Shown[] computeValue(Class<?> type) {
            return shown(type);
        }
    };

    private final boolean isAside;
    private int depth;
    private int values;

    /** What is being read that may take its time; read by the thread that waits for it. */
    private volatile @Nullable Class<?> at;

    /**
     * A walk.
     *
     * @param isAside whether this runs where it may take its time, see {@link Aside}
     */
    JsonWalk(boolean isAside) {
        this.isAside = isAside;
    }

    /** Why an object is not read to its end. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private final String word;

        /**
         * A refusal.
         *
         * @param word why, for machines
         * @param reason why, for people
         */
        Refused(String word, String reason) {
            super(reason, null, false, false);
            this.word = word;
        }

        /** Why, in one word. */
        String word() {
            return word;
        }
    }

    /** It must go on {@link Aside}. */
    static final class MayWait extends Exception {
        private static final long serialVersionUID = 1;

        MayWait() {
            super(null, null, false, false);
        }
    }

    /** What may take its time and is being read; null for nothing. Any thread. */
    final @Nullable Class<?> at() {
        return at;
    }

    /** One character that needs no escape. */
    abstract void mark(char c) throws Refused;

    /** What stands as it is: a number, {@code null}, another library's JSON. */
    abstract void plain(String json) throws Refused;

    abstract void whole(long number) throws Refused;

    /** A text, to be put in quotes. */
    abstract void text(CharSequence text) throws Refused;

    /** Bytes, to be shown in Base64. */
    abstract void bytes(ByteBuffer bytes) throws Refused;

    private static Refused unreadable(Class<?> type, String where) {
        return new Refused("unreadable", "a " + type.getName() + where + " is never read");
    }

    private static final class Shown {
        private final Field field;
        private final String name;

        Shown(Field field) {
            this.field = field;
            this.name = field.getName();
        }
    }

    /**
     * Goes through {@code value}.
     *
     * @throws Refused when the object holds what {@link Walk} refuses, or more or deeper than the limits
     * @throws MayWait when it must go aside
     * @throws RuntimeException when the object cannot be walked, for example because it is changed meanwhile
     */
    final void go(Object value) throws Refused, MayWait, IllegalAccessException {
        depth = 0;
        values = 0;
        any(value);
    }

    /**
     * Runs {@code body}, in which {@code walk} goes through an object, {@link Aside}.
     *
     * @throws Refused when it takes too long
     * @throws Exception whatever else the body throws, also what it does not declare
     */
    static <T> T goAside(JsonWalk walk, Callable<T> body) throws Exception {
        try {
            return Aside.<T, Exception>call(body);
        } catch (Aside.TooSlow tooSlow) {
            Class<?> type = walk.at();
            if (type != null) {
                Aside.markTooSlow(type);
            }
            throw new Refused("slow", String.valueOf(tooSlow.getMessage()));
        }
    }

    private void any(@Nullable Object value) throws Refused, MayWait, IllegalAccessException {
        if (++values > MAX_VALUES) {
            throw new Refused("too_large", "it holds more than " + MAX_VALUES + " values");
        }
        if (value == null) {
            plain("null");
        } else if (value instanceof String) {
            text((String) value);
        } else {
            walk(value, value.getClass());
        }
    }

    private void walk(Object value, Class<?> type) throws Refused, MayWait, IllegalAccessException {
        switch (Walk.of(type)) {
            case TEXT:
                text(value.toString());
                break;
            case OPTIONAL:
                any(content(value));
                break;
            case DATA:
                data(value, type);
                break;
            case JSON:
            case ASIDE:
                aside(value, type);
                break;
            default:
                throw unreadable(type, "");
        }
    }

    private void aside(Object value, Class<?> type) throws Refused, MayWait, IllegalAccessException {
        if (!isAside) {
            throw new MayWait();
        }
        if (Aside.isTooSlow(type)) {
            throw new Refused("slow", "reading a " + type.getName() + " took too long");
        }
        Class<?> outer = at;
        at = type;
        if (Walk.of(type) == Walk.JSON) {
            plain(String.valueOf(value));
        } else {
            data(value, type);
        }
        at = outer;
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

    private void data(Object value, Class<?> type) throws Refused, MayWait, IllegalAccessException {
        if (scalar(value)) {
            return;
        }
        if (++depth > MAX_DEPTH) {
            throw new Refused("too_deep", "it refers to itself, or is deeper than " + MAX_DEPTH);
        }
        if (value instanceof AtomicReference) {
            any(((AtomicReference<?>) value).get());
        } else if (value instanceof Map) {
            entries((Map<?, ?>) value);
        } else if (value instanceof Collection) {
            elements((Collection<?>) value);
        } else if (value instanceof Map.Entry) {
            mark('{');
            entry((Map.Entry<?, ?>) value);
            mark('}');
        } else if (type.isArray()) {
            array(value);
        } else {
            fields(value, type);
        }
        depth--;
    }

    /** Handles what holds nothing else; false for what does. */
    // Applications still store them.
    @SuppressWarnings("JavaUtilDate")
    private boolean scalar(Object value) throws Refused {
        if (value instanceof Number) {
            number((Number) value);
        } else if (value instanceof Boolean || value instanceof AtomicBoolean) {
            plain(value.toString());
        } else if (value instanceof Enum) {
            text(((Enum<?>) value).name());
        } else if (value instanceof CharSequence) {
            text((CharSequence) value);
        } else if (value instanceof Character || value instanceof UUID) {
            text(value.toString());
        } else if (value instanceof Date) {
            whole(((Date) value).getTime());
        } else if (value instanceof Calendar) {
            whole(((Calendar) value).getTimeInMillis());
        } else if (value instanceof byte[]) {
            bytes(ByteBuffer.wrap((byte[]) value));
        } else if (value instanceof ByteBuffer) {
            bytes((ByteBuffer) value);
        } else if (value instanceof char[]) {
            text(CharBuffer.wrap((char[]) value));
        } else {
            return false;
        }
        return true;
    }

    private void number(Number value) throws Refused {
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
            whole(value.longValue());
        } else if (value instanceof Double || value instanceof Float) {
            // What is no number in JSON is text.
            if (Double.isFinite(value.doubleValue())) {
                plain(value.toString());
            } else {
                text(value.toString());
            }
        } else if (Numbers.isOfJdk(value)) {
            plain(value.toString());
        } else {
            throw unreadable(value.getClass(), "");
        }
    }

    private void entries(Map<?, ?> map) throws Refused, MayWait, IllegalAccessException {
        mark('{');
        boolean isFirst = true;
        for (Map.Entry<?, ?> each : map.entrySet()) {
            if (!isFirst) {
                mark(',');
            }
            isFirst = false;
            entry(each);
        }
        mark('}');
    }

    private void entry(Map.Entry<?, ?> entry) throws Refused, MayWait, IllegalAccessException {
        key(entry.getKey());
        mark(':');
        any(entry.getValue());
    }

    /** Of another key only its {@code toString} could be written, which is application code. */
    private void key(@Nullable Object key) throws Refused, MayWait {
        if (key instanceof String) {
            text((String) key);
        } else if (key instanceof Enum) {
            text(((Enum<?>) key).name());
        } else if (key instanceof CharSequence) {
            if (!isAside && Walk.of(key.getClass()) != Walk.DATA) {
                throw new MayWait();
            }
            text((CharSequence) key);
        } else if (key instanceof Date) {
            text(((Date) key).toInstant().atOffset(ZoneOffset.UTC).format(DATE_KEY));
        } else if (key != null && isPlainKey(key)) {
            text(key.toString());
        } else {
            throw new Refused(
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
                        || Walk.of(key.getClass()) == Walk.TEXT);
    }

    private void elements(Collection<?> collection) throws Refused, MayWait, IllegalAccessException {
        mark('[');
        if (collection instanceof RandomAccess && collection instanceof List) {
            List<?> list = (List<?>) collection;
            for (int i = 0; i < list.size(); i++) {
                element(i, list.get(i));
            }
        } else {
            int i = 0;
            for (Object each : collection) {
                element(i++, each);
            }
        }
        mark(']');
    }

    private void element(int index, @Nullable Object element) throws Refused, MayWait, IllegalAccessException {
        if (index > 0) {
            mark(',');
        }
        any(element);
    }

    private void array(Object array) throws Refused, MayWait, IllegalAccessException {
        mark('[');
        int length = Array.getLength(array);
        for (int i = 0; i < length; i++) {
            element(i, Array.get(array, i));
        }
        mark(']');
    }

    private void fields(Object value, Class<?> type) throws Refused, MayWait, IllegalAccessException {
        mark('{');
        boolean isFirst = true;
        for (Shown each : FIELDS.get(type)) {
            if (!isFirst) {
                mark(',');
            }
            isFirst = false;
            text(each.name);
            mark(':');
            any(each.field.get(value));
        }
        mark('}');
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
}
