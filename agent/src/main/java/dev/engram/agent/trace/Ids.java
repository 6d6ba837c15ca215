package dev.engram.agent.trace;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Random identifiers for one thread: xoroshiro128+ (Blackman and Vigna), seeded per instance. Fast, allocates nothing,
 * and random in the low 56 bits as W3C Trace Context level 2 asks of a trace id. Not thread-safe, not for secrets.
 */
final class Ids {

    private long s0;
    private long s1;

    Ids() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        // nanoTime and the address-like hash part two processes that start in the same state.
        s0 = random.nextLong() ^ System.nanoTime();
        s1 = random.nextLong() ^ (((long) System.identityHashCode(this)) << 32);
        if ((s0 | s1) == 0) {
            s1 = 1;
        }
    }

    /** Another value after each {@link #next}. */
    long state() {
        return s0;
    }

    /** Any value but zero. */
    long next() {
        while (true) {
            long a = s0;
            long b = s1;
            long result = a + b;
            b ^= a;
            s0 = Long.rotateLeft(a, 24) ^ b ^ (b << 16);
            s1 = Long.rotateLeft(b, 37);
            if (result != 0) {
                return result;
            }
        }
    }
}
