package com.acme.memory.management.state;

import java.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Values by name, up to a number of bytes; the one used longest ago goes first. Thread-safe. */
public final class ByteBoundedCache<V> {
    private final long limit;
    private final ToLongFunction<V> sizeOf;
    private final Clock clock;
    private final Map<String, Kept<V>> byKey = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private long hits;
    private long misses;

    private static final class Kept<V> {
        final V value;
        final long bytes;
        long usedAt;

        Kept(V value, long bytes, long usedAt) {
            this.value = value;
            this.bytes = bytes;
            this.usedAt = usedAt;
        }
    }

    ByteBoundedCache(long limit, ToLongFunction<V> sizeOf, Clock clock) {
        this.limit = limit;
        this.sizeOf = sizeOf;
        this.clock = clock;
    }

    /** The value of this key; null where there is none. */
    public synchronized @Nullable V get(String key) {
        Kept<V> kept = byKey.get(key);
        if (kept == null) {
            misses++;
            return null;
        }
        hits++;
        kept.usedAt = clock.millis();
        return kept.value;
    }

    /** Keeps a value, in the place of the one that was there. One that is larger than the limit is not kept. */
    public void put(String key, V value) {
        Kept<V> kept = new Kept<>(
                value,
                Footprint.of(key) + sizeOf.applyAsLong(value) + Footprint.MAP_ENTRY + Footprint.SMALL_OBJECT,
                clock.millis());
        if (kept.bytes > limit) {
            return;
        }
        synchronized (this) {
            try {
                Kept<V> before = byKey.put(key, kept);
                bytes += kept.bytes - (before == null ? 0 : before.bytes);
            } catch (OutOfMemoryError e) {
                byKey.clear(); // the map may or may not have it, and nothing helps more now
                bytes = 0;
                throw e;
            }
            evictWhile(eldest -> bytes > limit);
        }
    }

    /** Drops what was used longest ago until so much of all bytes is gone; returns how many bytes that were. */
    public synchronized long evict(double fraction) {
        long goal = bytes - (long) (bytes * fraction);
        return evictWhile(eldest -> bytes > goal);
    }

    /** Drops what was not used since then, in milliseconds since 1970; returns how many bytes that were. */
    public synchronized long evictUnusedSince(long millis) {
        return evictWhile(eldest -> eldest.usedAt < millis);
    }

    /** What the entries take in the heap. */
    public synchronized long bytes() {
        return bytes;
    }

    /** How many entries there are. */
    public synchronized int size() {
        return byKey.size();
    }

    /** Part of the reads that found something, 0 to 1; 0 where there was none yet. */
    public synchronized double hitRate() {
        return hits + misses == 0 ? 0 : hits / (double) (hits + misses);
    }

    private long evictWhile(Predicate<Kept<V>> doomed) {
        long before = bytes;
        Iterator<Kept<V>> eldest = byKey.values().iterator();
        while (eldest.hasNext()) {
            Kept<V> next = eldest.next();
            if (!doomed.test(next)) {
                break;
            }
            eldest.remove();
            bytes -= next.bytes;
        }
        return before - bytes;
    }
}
