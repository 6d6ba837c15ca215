package dev.engram.collector.keyspace.survey.stats;

/**
 * A part of the keyspace.
 *
 * @param bytes as the server's MEMORY USAGE counts them, overhead included; 0 where it may not be asked
 */
public record Share(long keys, long bytes) {

    public static final Share NOTHING = new Share(0, 0);

    Share plus(long moreKeys, long moreBytes) {
        return new Share(keys + moreKeys, bytes + moreBytes);
    }
}
