package dev.engram.collector.keyspace.survey.stats;

import java.util.Locale;

/** What there is to find. */
public enum FindingKind {
    /** Keys or bytes rose by a lot, against the survey before or over the window. */
    RAPID_GROWTH("Rapid growth"),
    /** Keys without TTL become more, and never fewer. */
    GROWTH_WITHOUT_TTL("Growth without TTL"),
    /** A namespace or the server is close to its limit, or beyond. */
    NEAR_LIMIT("Near a limit"),
    BIG_VALUES("Big values"),
    /** A companion such as {@code x:metadata} whose {@code x} is gone. */
    ORPHANED_COMPANIONS("Orphaned companions"),
    HOT_KEY("Hot key"),
    /** Written once, and never used since. */
    SINGLE_ACCESS("Single-access keys"),
    /** Present in every survey of the window. */
    PERSISTENT("Persistent keys");

    private final String title;

    FindingKind(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }

    /** As in JSON and metrics: {@code rapid_growth}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
