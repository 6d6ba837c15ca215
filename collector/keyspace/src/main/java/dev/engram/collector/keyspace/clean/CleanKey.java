package dev.engram.collector.keyspace.clean;

import java.util.Locale;

/**
 * A key that is deleted, or would be.
 *
 * @param name as text for people
 * @param type such as {@code string}
 * @param ttlMillis -1 for a key that does not expire
 * @param idleSeconds since it was last used; -1 where that was not asked
 */
public record CleanKey(String name, String type, long ttlMillis, long idleSeconds) {

    /** Why it is meant: {@code string, no TTL, not used for 7,200 s}. */
    public String why() {
        String ttl = ttlMillis < 0 ? "no TTL" : "expires in " + String.format(Locale.ROOT, "%,d ms", ttlMillis);
        return type + ", " + ttl
                + (idleSeconds < 0 ? "" : String.format(Locale.ROOT, ", not used for %,d s", idleSeconds));
    }
}
