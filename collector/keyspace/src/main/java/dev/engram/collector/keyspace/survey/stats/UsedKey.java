package dev.engram.collector.keyspace.survey.stats;

import dev.engram.collector.keyspace.survey.usage.UsageSource;

/**
 * A key by its use.
 *
 * @param amount of {@link UsageSource}'s measure: accesses, the server's counter, idle seconds, surveys
 * @param who which agents did what; empty where unknown
 */
public record UsedKey(String name, String namespace, long amount, String who) {}
