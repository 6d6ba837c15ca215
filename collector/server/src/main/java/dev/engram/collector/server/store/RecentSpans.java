package dev.engram.collector.server.store;

import java.util.Arrays;

/**
 * Remembers the spans written last, to know a span again that a sender sends twice because an answer was lost.
 *
 * <p>It holds 64-bit hashes in two tables: when one is full, the older one is emptied. So at least the last
 * {@code capacity} spans are remembered, in 32 bytes each. That two different spans among them hash alike, and one is
 * taken for a duplicate, has odds below 10^-13 per span. Not thread-safe.
 */
final class RecentSpans {

    private final int capacity;
    private long[] young;
    private long[] old;
    private int size;

    /**
     * @param capacity a power of two
     */
    RecentSpans(int capacity) {
        this.capacity = capacity;
        this.young = new long[capacity * 2];
        this.old = new long[capacity * 2];
    }

    /** Remembers the span; false when it is remembered already. */
    boolean add(long traceHigh, long traceLow, long spanId) {
        long hash = hash(traceHigh, traceLow, spanId);
        int slot = find(young, hash);
        if (young[slot] == hash || old[find(old, hash)] == hash) {
            return false;
        }
        if (size == capacity) {
            long[] emptied = old;
            Arrays.fill(emptied, 0);
            old = young;
            young = emptied;
            size = 0;
            slot = find(young, hash);
        }
        young[slot] = hash;
        size++;
        return true;
    }

    private static int find(long[] table, long hash) {
        int mask = table.length - 1;
        int slot = (int) hash & mask;
        while (table[slot] != 0 && table[slot] != hash) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static long hash(long traceHigh, long traceLow, long spanId) {
        long hash = 0;
        hash = mix(hash ^ traceHigh);
        hash = mix(hash ^ traceLow);
        hash = mix(hash ^ spanId);
        return hash == 0 ? 1 : hash;
    }

    /** The finalizer of SplitMix64. */
    private static long mix(long z) {
        long x = z + 0x9E3779B97F4A7C15L;
        x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
