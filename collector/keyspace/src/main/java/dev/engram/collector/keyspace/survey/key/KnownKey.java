package dev.engram.collector.keyspace.survey.key;

import java.time.Duration;
import java.time.Instant;

/** A key that is looked at, over the surveys it was seen in. The surveyor's own, and not thread-safe. */
public final class KnownKey {

    private final String name;
    private final String namespace;
    private final Instant firstSeen;
    private final boolean there;
    private boolean counted;
    private int surveys;
    private long lastSurvey;
    private KeyFact fact;

    /**
     * A key just seen.
     *
     * @param there whether it was there before the first survey, so that nobody knows since when
     */
    KnownKey(String name, String namespace, KeyFact fact, Instant now, boolean there) {
        this.name = name;
        this.namespace = namespace;
        this.fact = fact;
        this.firstSeen = now;
        this.there = there;
        this.counted = there;
    }

    /** Notes what a survey says of it. A scan may give a key twice; it counts once. */
    void seen(KeyFact now, long survey) {
        fact = now;
        if (lastSurvey != survey) {
            lastSurvey = survey;
            surveys++;
        }
    }

    /** Whether no survey has counted it yet that came to its end. */
    boolean isNew() {
        return !counted;
    }

    /** Ends a survey that saw it; says whether it is new. */
    boolean settle() {
        boolean isNew = !counted;
        counted = true;
        return isNew;
    }

    boolean isIn(long survey) {
        return lastSurvey == survey;
    }

    /** As text for people. */
    public String name() {
        return name;
    }

    public String namespace() {
        return namespace;
    }

    public String type() {
        return fact.type();
    }

    /** Memory with the server's overhead; 0 where it does not say. */
    public long bytes() {
        return Math.max(0, fact.bytes());
    }

    /** Milliseconds left to live; -1 for a key that does not expire. */
    public long ttlMillis() {
        return fact.ttlMillis();
    }

    /** The server's counter of accesses, 0 to 255 by their logarithm; -1 where it keeps none. */
    public long frequency() {
        return fact.frequency();
    }

    /** Seconds since it was last read or written; -1 where the server does not say. */
    public long idleSeconds() {
        return fact.idleSeconds();
    }

    /** In how many surveys it was. */
    public int surveys() {
        return surveys;
    }

    /** Since when it is known. */
    public Instant firstSeen() {
        return firstSeen;
    }

    /** Whether its time to live has run out at that moment, by what the last survey said. */
    boolean wouldBeExpired(Instant lastSurveyTime, Instant now) {
        return fact.ttlMillis() >= 0
                && !lastSurveyTime.plus(Duration.ofMillis(fact.ttlMillis())).isAfter(now);
    }

    /** Whether it was there already when the surveyor first looked. */
    boolean wasThere() {
        return there;
    }

    public byte[] raw() {
        return fact.name().bytes();
    }
}
