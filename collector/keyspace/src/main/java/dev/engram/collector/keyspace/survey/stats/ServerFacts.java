package dev.engram.collector.keyspace.survey.stats;

/**
 * What servers say of themselves, all primaries of a cluster together. A number that they do not say is -1.
 *
 * @param version such as {@code 7.0.15}; empty where it may not be asked
 * @param usedMemory bytes in use
 * @param maxMemory the limit in bytes, 0 without one
 * @param policy what is evicted at the limit, such as {@code noeviction}; empty where unknown
 * @param keys of the database, expired ones not yet removed among them
 * @param expiredTotal keys expired since the server's start
 * @param evictedTotal keys evicted since the server's start
 */
public record ServerFacts(
        String version,
        int primaries,
        long usedMemory,
        long maxMemory,
        String policy,
        long keys,
        long expiredTotal,
        long evictedTotal) {

    /** Whether the server counts how often each key is used. */
    public boolean countsAccesses() {
        return policy.contains("lfu");
    }
}
