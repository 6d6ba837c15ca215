package dev.engram.agent.trace;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Values by the identity of their keys, each for as long as the application has the key. A value must not refer to its key.
 * Thread-safe; no lock is held while a value is looked up.
 *
 * @param <V> values
 */
public final class WeakIdentityMap<V> {

    private final Map<Object, V> values = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> gone = new ReferenceQueue<>();

    /** A key that is kept. Equal to itself, so that it can be removed when its object is gone. */
    private static final class Kept extends WeakReference<Object> {
        private final int hash;

        Kept(Object key, ReferenceQueue<Object> gone) {
            super(key, gone);
            this.hash = System.identityHashCode(key);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            Object mine = get();
            return this == other || (mine != null && other instanceof Kept kept && kept.refersTo(mine));
        }
    }

    /** A key that is looked up: what the map asks. */
    private record Asked(Object key) {
        @Override
        public int hashCode() {
            return System.identityHashCode(key);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Kept kept && kept.refersTo(key);
        }
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** Some of them may be gone already. */
    public int size() {
        return values.size();
    }

    @Nullable
    public V get(Object key) {
        return values.get(new Asked(key));
    }

    /** The value of a key, from now on {@code first} where there is none. */
    public V get(Object key, Supplier<V> first) {
        V known = get(key);
        if (known != null) {
            return known;
        }
        V made = first.get();
        V other = putIfAbsent(key, made);
        return other == null ? made : other;
    }

    /** The value that was there; null when {@code value} is there now. */
    @Nullable
    public V putIfAbsent(Object key, V value) {
        for (Reference<?> each = gone.poll(); each != null; each = gone.poll()) {
            values.remove(each);
        }
        return values.putIfAbsent(new Kept(key, gone), value);
    }

    /** Exchanges a value for another one; false when another one than {@code before} was there. */
    boolean replace(Object key, V before, V after) {
        return values.replace(new Asked(key), before, after);
    }

    /** Forgets a value; false when another one was there. */
    boolean remove(Object key, V value) {
        return values.remove(new Asked(key), value);
    }

    /** Forgets a value; null when there was none. */
    @Nullable
    public V remove(Object key) {
        return values.remove(new Asked(key));
    }
}
