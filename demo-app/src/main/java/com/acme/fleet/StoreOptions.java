package com.acme.fleet;

import org.jspecify.annotations.Nullable;

/**
 * Where and for how long a value is kept.
 *
 * @param partition name space of the key, such as {@code aqe/test-plans}; no colon, not empty
 * @param owner id of the agent the value belongs to
 * @param ttl seconds until the value expires; null or 0 = never
 */
public record StoreOptions(
        String partition, String owner, @Nullable Long ttl) {

    public StoreOptions {
        Partition.check(partition);
        if (ttl != null && ttl < 0) {
            throw new IllegalArgumentException("ttl is " + ttl + " seconds; give 0 or more, or none for ever.");
        }
    }

    /** Options for a value that never expires. */
    public static StoreOptions in(String partition, String owner) {
        return new StoreOptions(partition, owner, null);
    }

    /** The same options with a time to live, in seconds. */
    public StoreOptions withTtl(long seconds) {
        return new StoreOptions(partition, owner, seconds);
    }
}
