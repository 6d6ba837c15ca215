package dev.engram.agent.telemetry.span;

import dev.engram.agent.log.Log;
import dev.engram.agent.telemetry.value.BoundedCall;
import dev.engram.agent.telemetry.value.InMemory;
import dev.engram.agent.telemetry.value.ReadMode;
import dev.engram.agent.telemetry.value.ValueText;
import dev.engram.agent.trace.SpanAttribute;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One attribute that a rule adds to its spans. Whole numbers become LONG, other numbers DOUBLE, booleans BOOLEAN, what
 * {@link ValueText} can read STRING, and collections and arrays of these an array of STRING with at most {@value #MAX_ELEMENTS}
 * elements. Any other object is left out and said once. Not thread-safe.
 */
public final class ExtraAttribute {

    private static final int MAX_ELEMENTS = 128;

    /** By the conventions an array, of an answer with one choice too. */
    private static final String FINISH_REASONS = "gen_ai.response.finish_reasons";

    private final SpanAttribute key;
    private final boolean isSeveral;

    ExtraAttribute(String name) {
        this.key = SpanAttribute.of(name);
        this.isSeveral = name.equals(FINISH_REASONS);
    }

    /** Adds the attribute, unless there is no value or the span has one of this name. */
    void addTo(SpanSink sink, @Nullable Object given) {
        Object value = given instanceof Optional ? ((Optional<?>) given).orElse(null) : given;
        if (value == null || sink.hasAttribute(key)) {
            return;
        }
        if (value instanceof Boolean b) {
            sink.setBoolean(key, b);
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte
                || value instanceof AtomicInteger
                || value instanceof AtomicLong) {
            sink.setLong(key, ((Number) value).longValue());
        } else if (value instanceof Double || value instanceof Float || value.getClass() == BigDecimal.class) {
            sink.setDouble(key, ((Number) value).doubleValue());
        } else {
            addText(sink, value);
        }
    }

    private void addText(SpanSink sink, Object value) {
        String single = ValueText.of(value);
        if (single != null) {
            if (isSeveral) {
                sink.setStringList(key, List.of(single));
            } else {
                sink.setString(key, single);
            }
            return;
        }
        List<String> several = texts(value);
        if (several != null) {
            sink.setStringList(key, several);
        } else {
            Log.warnOnce("The attribute " + key + " is left out where its value is a "
                    + value.getClass().getName()
                    + "; in the rule, lead the path on to a text, number or boolean of it, by"
                    + " one more name after a dot.");
        }
    }

    /** The texts of a collection or array; null where it is none, or holds what has no text. */
    public static @Nullable List<String> texts(Object value) {
        if (value instanceof Collection && InMemory.isCollection(value)) {
            return ReadMode.of(value.getClass()) == ReadMode.BOUNDED
                    ? BoundedCall.callOrNull(value.getClass(), () -> elements((Collection<?>) value))
                    : elements((Collection<?>) value);
        }
        List<String> list = new ArrayList<>();
        if (value.getClass().isArray()) {
            for (int i = 0; i < Math.min(Array.getLength(value), MAX_ELEMENTS); i++) {
                if (!add(list, Array.get(value, i))) {
                    return null;
                }
            }
            return list;
        }
        return null;
    }

    private static @Nullable List<String> elements(Collection<?> collection) {
        List<String> list = new ArrayList<>();
        for (Object each : collection) {
            if (!add(list, each)) {
                return null;
            }
            if (list.size() == MAX_ELEMENTS) {
                break;
            }
        }
        return list;
    }

    private static boolean add(List<String> list, @Nullable Object element) {
        String single = ValueText.of(element);
        if (single != null && list.size() < MAX_ELEMENTS) {
            list.add(single);
        }
        return single != null;
    }
}
