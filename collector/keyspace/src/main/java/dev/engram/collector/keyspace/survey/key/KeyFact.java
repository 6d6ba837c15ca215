package dev.engram.collector.keyspace.survey.key;

/**
 * What the server says of one key. A number that it does not say is {@link #UNKNOWN}.
 *
 * @param type such as {@code string}
 * @param ttlMillis time left to live; -1 for a key that does not expire
 * @param bytes its memory, overhead included
 * @param frequency the server's logarithmic counter of accesses, 0 to 255, where its policy is an LFU one
 * @param idleSeconds since the last access, where its policy is another
 */
public record KeyFact(KeyRef name, String type, long ttlMillis, long bytes, long frequency, long idleSeconds) {

    public static final long UNKNOWN = -1;
}
