package dev.engram.collector.redis.trace;

/**
 * A key by its use.
 *
 * @param amount of {@link UsageSource}'s measure: accesses, the server's counter, idle seconds, traces
 * @param who which agents did what; empty where unknown
 */
public record UsedKey(String name, String namespace, long amount, String who) {}
