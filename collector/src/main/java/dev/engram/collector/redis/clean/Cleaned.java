package dev.engram.collector.redis.clean;

/**
 * How a cleaning ended.
 *
 * @param looked keys that match the pattern; a scan may give a key twice
 * @param meant by the whole rule
 * @param deleted fewer than meant where keys went by themselves, none where it was only asked
 */
public record Cleaned(long looked, long meant, long deleted) {}
