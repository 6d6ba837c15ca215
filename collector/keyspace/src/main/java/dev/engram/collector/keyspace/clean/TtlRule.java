package dev.engram.collector.keyspace.clean;

/** Which keys are meant by their time to live. */
public enum TtlRule {
    /** TTL answers 0: less than half a second is left. */
    ZERO("TTL 0"),
    /** TTL answers -1: the key never expires. */
    NONE("no TTL"),
    /** All. */
    ANY("any TTL");

    /** Below this TTL rounds down to 0 seconds. */
    private static final long HALF_A_SECOND = 500;

    private final String title;

    TtlRule(String title) {
        this.title = title;
    }

    /** As in a sentence. */
    public String title() {
        return title;
    }

    /**
     * Whether a key is meant.
     *
     * @param millis what PTTL answers
     */
    boolean means(long millis) {
        return switch (this) {
            case ZERO -> millis >= 0 && millis < HALF_A_SECOND;
            case NONE -> millis == -1;
            case ANY -> true;
        };
    }
}
