package dev.engram.collector.redis.trace;

/**
 * A key by its size.
 *
 * @param bytes with the server's overhead
 */
public record BigKey(String name, String namespace, String type, long bytes) {}
