package dev.engram.collector.keyspace.survey.stats;

/**
 * What changed since the survey before. A number that the server does not say is -1.
 *
 * @param added keys that were not there before
 * @param removed keys that are gone, however
 * @param ranOut keys among the removed whose time to live had run out
 * @param expired what the server counts as expired, of all its keys
 * @param evicted what the server counts as evicted, of all its keys
 */
public record Changes(long added, long removed, long ranOut, long expired, long evicted) {}
