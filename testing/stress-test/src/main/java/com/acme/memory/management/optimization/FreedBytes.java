package com.acme.memory.management.optimization;

/** Adds up what a strategy frees, so that it is known of one that fails half-way too. Of one thread. */
final class FreedBytes {
    private long bytes;

    void add(long more) {
        bytes += more;
    }

    long bytes() {
        return bytes;
    }
}
