package dev.engram.collector.server.store;

/**
 * What became of the items accepted since the start, at one moment:
 * accepted = stored + duplicates + failed + queued.
 *
 * @param older of the duplicates those of which a later version was there; the others were there as they are
 * @param replaced of those stored the ones of which a later version came
 * @param kept in the database now, of older runs too
 * @param expired deleted to stay within the limits
 */
public record StoreCounts(
        long accepted, long stored, long duplicates, long older, long replaced, long failed, long expired, long kept) {}
