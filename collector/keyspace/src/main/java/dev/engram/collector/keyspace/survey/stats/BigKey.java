package dev.engram.collector.keyspace.survey.stats;

/**
 * A key by its size.
 *
 * @param bytes with the server's overhead
 */
public record BigKey(String name, String namespace, String type, long bytes) {}
