package dev.engram.collector.keyspace.survey.stats;

/**
 * How much of the keyspace was looked at, and how.
 *
 * @param scanned keys that SCAN gave
 * @param lookedAt keys asked for type, TTL, memory and use
 * @param oneIn one key in so many is looked at: 1 is all of them
 * @param vanished keys that were gone when asked for
 * @param namespaceError how much too low the number of keys of a namespace can be; 0 is exact
 */
public record Coverage(long scanned, long lookedAt, long oneIn, long vanished, long namespaceError) {

    public boolean isSampled() {
        return oneIn > 1;
    }
}
