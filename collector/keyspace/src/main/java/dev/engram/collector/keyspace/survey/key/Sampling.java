package dev.engram.collector.keyspace.survey.key;

/**
 * Which keys are looked at one by one. All, as long as they are not more than the limit; above it every second, fourth,
 * eighth, … by a hash of the name, so that it is the same keys in every survey and a key that comes or goes is told from
 * one that is merely not looked at. The share only falls.
 *
 * <p>Not thread-safe.
 */
public final class Sampling {

    private final int limit;
    private int halvings;

    /**
     * A sampling of all keys, for now.
     *
     * @param limit how many keys are looked at, at most
     */
    public Sampling(int limit) {
        this.limit = limit;
    }

    /** Whether this key is among those looked at. */
    public boolean takes(byte[] key) {
        return halvings == 0 || Long.numberOfTrailingZeros(hash(key)) >= halvings;
    }

    /** Halves the share until that many keys would be within the limit. */
    public void expect(long keys) {
        while (halvings < 62 && keys >> halvings > limit) {
            halvings++;
        }
    }

    /** Halves the share if that many keys are looked at now; says whether it did. */
    public boolean halveAbove(int lookedAt) {
        if (lookedAt <= limit || halvings >= 62) {
            return false;
        }
        halvings++;
        return true;
    }

    /** One key in so many is looked at: 1, 2, 4, … */
    public long oneIn() {
        return 1L << halvings;
    }

    /** FNV-1a, and the last mixing step of MurmurHash3, without which its low bits would hardly differ. */
    private static long hash(byte[] key) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : key) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
