package dev.engram.collector.server.store;

/**
 * What became of the items accepted since the start, at one moment:
 * accepted = stored + duplicates + failed + queued.
 *
 * @param kept in the database now, of older runs too
 * @param expired deleted to stay within the limits
 */
public record StoreCounts(long accepted, long stored, long duplicates, long failed, long expired, long kept) {}
