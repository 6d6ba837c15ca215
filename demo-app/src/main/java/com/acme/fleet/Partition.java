package com.acme.fleet;

/** The name space of a key. Redis knows one flat key space, so a partition is a prefix there: {@code partition:key}. */
final class Partition {

    private Partition() {}

    /** Throws when a partition could make two different (partition, key) pairs the same Redis key. */
    static void check(String partition) {
        if (partition.isEmpty() || partition.indexOf(':') >= 0) {
            throw new IllegalArgumentException("The partition '" + partition
                    + "' is not usable: give a name without a colon, such as aqe/reports.");
        }
    }

    static String prefix(String partition) {
        check(partition);
        return partition + ':';
    }
}
