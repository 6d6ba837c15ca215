package dev.engram.collector.keyspace.survey.key;

import java.time.Duration;

/** How long keys have left to live. */
public enum TtlClass {
    NONE("no TTL", Long.MAX_VALUE),
    MINUTE("under a minute", Duration.ofMinutes(1).toMillis()),
    HOUR("under an hour", Duration.ofHours(1).toMillis()),
    DAY("under a day", Duration.ofDays(1).toMillis()),
    MONTH("under 30 days", Duration.ofDays(30).toMillis()),
    LONGER("30 days and more", Long.MAX_VALUE);

    private final String title;
    private final long below;

    TtlClass(String title, long below) {
        this.title = title;
        this.below = below;
    }

    public String title() {
        return title;
    }

    /**
     * The class of a key.
     *
     * @param millis what PTTL answers; -1 for a key that does not expire
     */
    public static TtlClass of(long millis) {
        if (millis < 0) {
            return NONE;
        }
        for (TtlClass each : values()) {
            if (each != NONE && millis < each.below) {
                return each;
            }
        }
        return LONGER;
    }
}
