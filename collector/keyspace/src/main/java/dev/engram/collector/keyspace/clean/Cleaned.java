package dev.engram.collector.keyspace.clean;

/**
 * How a cleaning ended.
 *
 * @param looked keys that match the pattern; a scan may give a key twice, above all in a cluster that moves slots meanwhile
 * @param meant by the whole rule; where it was only asked, one that the scan gives twice counts twice
 * @param deleted fewer than meant where keys went by themselves, none where it was only asked
 */
public record Cleaned(long looked, long meant, long deleted) {}
