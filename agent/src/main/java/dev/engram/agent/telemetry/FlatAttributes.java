package dev.engram.agent.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Attributes in the order in which they were added. The SDK's own sort by name, at a cost, and seed 000 has an order.
 * Immutable.
 */
final class FlatAttributes implements Attributes {

    private static final int PAIR_WEIGHT = 16;

    /** Keys at even places, their values behind them. */
    private final Object[] pairs;

    private final int weight;

    private FlatAttributes(Object[] pairs, int weight) {
        this.pairs = pairs;
        this.weight = weight;
    }

    /** Collects attributes. Not thread-safe; usable again after {@link #build}. */
    static final class Builder {
        private Object[] pairs = new Object[32];
        private int length;
        private int weight;

        /** Adds an attribute whose value has the type that {@code key} says. */
        Builder add(AttributeKey<?> key, Object value) {
            if (length == pairs.length) {
                pairs = Arrays.copyOf(pairs, length * 2);
            }
            pairs[length++] = key;
            pairs[length++] = value;
            weight += weight(value);
            return this;
        }

        boolean has(String name) {
            return find(name) >= 0;
        }

        /** Adds the attribute of this name to {@code other} too, if there is one. */
        void copy(String name, Builder other) {
            int i = find(name);
            if (i >= 0) {
                other.add((AttributeKey<?>) pairs[i], pairs[i + 1]);
            }
        }

        private int find(String name) {
            for (int i = 0; i < length; i += 2) {
                if (((AttributeKey<?>) pairs[i]).getKey().equals(name)) {
                    return i;
                }
            }
            return -1;
        }

        /** The attributes added so far; the builder is empty afterwards. */
        FlatAttributes build() {
            FlatAttributes built = new FlatAttributes(Arrays.copyOf(pairs, length), weight);
            clear();
            return built;
        }

        void clear() {
            Arrays.fill(pairs, 0, length, null);
            length = 0;
            weight = 0;
        }
    }

    private static int weight(Object value) {
        int weight = PAIR_WEIGHT;
        if (value instanceof String) {
            weight += ((String) value).length();
        } else if (value instanceof List) {
            for (Object each : (List<?>) value) {
                weight += weight(each);
            }
        }
        return weight;
    }

    /** About how many bytes they take, in memory as on the wire. */
    int weight() {
        return weight;
    }

    @Override
    @SuppressWarnings("unchecked") // A key's value has the key's type.
    public <T> @Nullable T get(AttributeKey<T> key) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equals(key)) {
                return (T) pairs[i + 1];
            }
        }
        return null;
    }

    @Override
    public void forEach(BiConsumer<? super AttributeKey<?>, ? super Object> consumer) {
        for (int i = 0; i < pairs.length; i += 2) {
            consumer.accept((AttributeKey<?>) pairs[i], pairs[i + 1]);
        }
    }

    @Override
    public int size() {
        return pairs.length / 2;
    }

    @Override
    public boolean isEmpty() {
        return pairs.length == 0;
    }

    @Override
    public Map<AttributeKey<?>, Object> asMap() {
        Map<AttributeKey<?>, Object> map = new LinkedHashMap<>();
        forEach(map::put);
        return Collections.unmodifiableMap(map);
    }

    @Override
    public AttributesBuilder toBuilder() {
        return Attributes.builder().putAll(this);
    }

    @Override
    public String toString() {
        return asMap().toString();
    }
}
