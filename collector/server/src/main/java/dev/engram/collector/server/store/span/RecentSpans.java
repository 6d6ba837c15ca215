package dev.engram.collector.server.store.span;

import java.util.Arrays;

/**
 * Remembers the spans written last, to know a span again: one that a sender sends twice because an answer was lost, and a
 * later version of one that was sent before it had ended.
 *
 * <p>It holds 64-bit hashes of identities in two tables: when one is full, the older one is emptied. So at least the last
 * {@code capacity} spans are remembered, in 128 bytes each. That two different spans among them hash alike, and one is
 * taken for a version of the other, has odds below 10^-13 per span. Not thread-safe.
 */
public final class RecentSpans {

    /** A version of which only the end is known. */
    public static final long UNKNOWN = 0;

    /** What a span is to those before it. */
    public enum Kind {
        /** No span with its identity is remembered. */
        NEW,
        /** It is there already. */
        SAME,
        /** One that ended later is there. */
        OLDER,
        /** It is the later version of the span {@link #replaced}. */
        LATER
    }

    private final int capacity;
    private Table young;
    private Table old;
    private int size;
    private long replaced;

    private static final class Table {
        private final long[] hashes;
        private final long[] versions;
        private final long[] ends;
        private final long[] seqs;

        Table(int slots) {
            hashes = new long[slots];
            versions = new long[slots];
            ends = new long[slots];
            seqs = new long[slots];
        }

        /** The slot of the hash, or the free one where it would be. */
        int find(long hash) {
            int mask = hashes.length - 1;
            int slot = (int) hash & mask;
            while (hashes[slot] != 0 && hashes[slot] != hash) {
                slot = (slot + 1) & mask;
            }
            return slot;
        }

        void set(int slot, long version, long end, long seq) {
            versions[slot] = version;
            ends[slot] = end;
            seqs[slot] = seq;
        }
    }

    /**
     * @param capacity a power of two
     */
    public RecentSpans(int capacity) {
        this.capacity = capacity;
        this.young = new Table(capacity * 2);
        this.old = new Table(capacity * 2);
    }

    /**
     * Remembers the span. Of two versions the one that ends later counts, and of two that end at once the one that came
     * last.
     *
     * @param identity a hash of trace id, span id, kind and service; see {@link #identity}
     * @param version a hash of all that the span has, or {@link #UNKNOWN}: then it is the same as any that ends when it does
     * @param seq the span's sequence number if it is added
     */
    public Kind add(long identity, long version, long end, long seq) {
        Table table = young;
        int slot = table.find(identity);
        if (table.hashes[slot] != identity) {
            int before = old.find(identity);
            if (old.hashes[before] == identity) {
                table = old;
                slot = before;
            }
        }
        if (table.hashes[slot] == identity) {
            if (end < table.ends[slot]) {
                return Kind.OLDER;
            }
            boolean isKnown = version != UNKNOWN && table.versions[slot] != UNKNOWN;
            if (end == table.ends[slot] && (!isKnown || version == table.versions[slot])) {
                return Kind.SAME;
            }
            replaced = table.seqs[slot];
            table.set(slot, version, end, seq);
            return Kind.LATER;
        }
        if (size == capacity) {
            Table emptied = old;
            Arrays.fill(emptied.hashes, 0);
            old = young;
            young = emptied;
            size = 0;
            slot = young.find(identity);
        }
        young.hashes[slot] = identity;
        young.set(slot, version, end, seq);
        size++;
        return Kind.NEW;
    }

    /** The sequence number of the version before the one that was added last and is {@link Kind#LATER}. */
    public long replaced() {
        return replaced;
    }

    /**
     * A hash of what makes a span: the client's and the server's span of one call may share their ids.
     *
     * @param kindAndService a hash of both
     */
    public static long identity(long traceHigh, long traceLow, long spanId, long kindAndService) {
        long hash = 0;
        hash = mix(hash ^ traceHigh);
        hash = mix(hash ^ traceLow);
        hash = mix(hash ^ spanId);
        hash = mix(hash ^ kindAndService);
        return hash == 0 ? 1 : hash;
    }

    /** The finalizer of SplitMix64. */
    static long mix(long z) {
        long x = z + 0x9E3779B97F4A7C15L;
        x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
