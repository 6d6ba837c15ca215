package dev.engram.agent.telemetry.value;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.RandomAccess;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Walks through an object and gives its JSON to a {@link JsonOutput}, as Jackson would write it by default.
 *
 * <p>Objects show their fields (a record, its components). Getters are the application's code and are not called, and
 * annotations are not looked at. Each class at any depth is read by its {@link ReadMode}. Depth and the number of values are
 * bounded, so an object that refers to itself comes to an end too. Not thread-safe.
 *
 * <p>Why not Jackson: it loads 490 classes, 200 ms of an application's first second.
 */
final class JsonWalker {

    private static final int MAX_DEPTH = 200;

    /** They take a tenth of a second. */
    private static final int MAX_VALUES = 2_000_000;

    private final JsonOutput out;
    private final boolean isBounded;
    private int depth;
    private int values;

    /** The class whose code is running; read by the thread that waits for it. */
    private volatile @Nullable Class<?> running;

    /**
     * A walker.
     *
     * @param isBounded whether it runs in a {@link BoundedCall}
     */
    JsonWalker(JsonOutput out, boolean isBounded) {
        this.out = out;
        this.isBounded = isBounded;
    }

    /**
     * Walks through {@code value}.
     *
     * @throws NeedsBoundedCallException if the object must be read in a {@link BoundedCall} and this is none
     * @throws UnreadableException if the object holds what {@link ReadMode} refuses, or more or deeper than the limits
     * @throws RuntimeException if the object cannot be read, for example because it is changed meanwhile
     */
    void walk(Object value) throws UnreadableException {
        depth = 0;
        values = 0;
        value(value);
    }

    /**
     * Runs {@code body}, in which this walks through an object, as a {@link BoundedCall}.
     *
     * @throws UnreadableException if it takes too long
     * @throws Exception whatever else the body throws, also what it does not declare
     */
    <T> T call(Callable<T> body) throws Exception {
        try {
            return BoundedCall.<T, Exception>call(body);
        } catch (BoundedCall.TooSlowException tooSlow) {
            Class<?> type = running;
            if (type != null) {
                BoundedCall.markTooSlow(type);
            }
            throw new UnreadableException("slow", String.valueOf(tooSlow.getMessage()));
        }
    }

    private void value(@Nullable Object value) throws UnreadableException {
        if (++values > MAX_VALUES) {
            throw new UnreadableException(
                    UnreadableException.TOO_LARGE, "it holds more than " + MAX_VALUES + " values");
        }
        if (value == null) {
            out.raw("null");
        } else if (value instanceof String text) {
            out.string(text);
        } else {
            Class<?> type = value.getClass();
            switch (ReadMode.ofObject(value)) {
                case TEXT -> out.string(value.toString());
                case OPTIONAL -> value(content(value));
                case DATA -> data(value, type);
                case JSON, BOUNDED -> bounded(value, type);
                default -> throw UnreadableException.of(type);
            }
        }
    }

    private void bounded(Object value, Class<?> type) throws UnreadableException {
        if (!isBounded) {
            throw new NeedsBoundedCallException();
        }
        if (BoundedCall.isTooSlow(type)) {
            throw new UnreadableException("slow", "reading a " + type.getName() + " took too long");
        }
        Class<?> outer = running;
        running = type;
        if (ReadMode.of(type) == ReadMode.JSON) {
            out.raw(String.valueOf(value));
        } else {
            data(value, type);
        }
        running = outer;
    }

    private static @Nullable Object content(Object optional) {
        if (optional instanceof OptionalInt number) {
            return number.isPresent() ? number.getAsInt() : null;
        }
        if (optional instanceof OptionalLong number) {
            return number.isPresent() ? number.getAsLong() : null;
        }
        if (optional instanceof OptionalDouble number) {
            return number.isPresent() ? number.getAsDouble() : null;
        }
        return ((Optional<?>) optional).orElse(null);
    }

    private void data(Object value, Class<?> type) throws UnreadableException {
        if (JsonScalars.write(value, out)) {
            return;
        }
        if (++depth > MAX_DEPTH) {
            throw new UnreadableException("too_deep", "it refers to itself, or is deeper than " + MAX_DEPTH);
        }
        if (value instanceof AtomicReference<?> reference) {
            value(reference.get());
        } else if (value instanceof Map<?, ?> map) {
            map(map);
        } else if (value instanceof Collection<?> collection) {
            collection(collection);
        } else if (value instanceof Map.Entry<?, ?> entry) {
            out.punctuation('{');
            entry(entry);
            out.punctuation('}');
        } else if (type.isArray()) {
            array(value);
        } else {
            fields(value, type);
        }
        depth--;
    }

    private void map(Map<?, ?> map) throws UnreadableException {
        out.punctuation('{');
        boolean isFirst = true;
        for (Map.Entry<?, ?> each : map.entrySet()) {
            separate(isFirst);
            isFirst = false;
            entry(each);
        }
        out.punctuation('}');
    }

    private void separate(boolean isFirst) throws UnreadableException {
        if (!isFirst) {
            out.punctuation(',');
        }
    }

    private void entry(Map.Entry<?, ?> entry) throws UnreadableException {
        JsonScalars.writeKey(entry.getKey(), isBounded, out);
        out.punctuation(':');
        value(entry.getValue());
    }

    private void collection(Collection<?> collection) throws UnreadableException {
        out.punctuation('[');
        if (collection instanceof RandomAccess && collection instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                separate(i == 0);
                value(list.get(i));
            }
        } else {
            boolean isFirst = true;
            for (Object each : collection) {
                separate(isFirst);
                isFirst = false;
                value(each);
            }
        }
        out.punctuation(']');
    }

    private void array(Object array) throws UnreadableException {
        out.punctuation('[');
        int length = Array.getLength(array);
        for (int i = 0; i < length; i++) {
            separate(i == 0);
            value(Array.get(array, i));
        }
        out.punctuation(']');
    }

    private void fields(Object object, Class<?> type) throws UnreadableException {
        out.punctuation('{');
        boolean isFirst = true;
        for (JsonField each : JsonField.of(type)) {
            separate(isFirst);
            isFirst = false;
            out.string(each.name());
            out.punctuation(':');
            value(each.get(object));
        }
        out.punctuation('}');
    }
}
