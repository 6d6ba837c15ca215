package com.acme.memory.context;

import java.time.Duration;

/** What to change, by how a memory did. */
public final class TuningAdvisor {
    static final double ENOUGH_HITS = 0.5;
    static final double SLOW_SEARCH_MILLIS = 500;
    static final double SLOW_LOAD_MILLIS = 1000;

    private TuningAdvisor() {}

    /**
     * What to do from now on.
     *
     * @param window of the cache: a larger one hits more often
     * @param searchLimit results of a search at most
     * @param narrowTags whether a search should ask for more tags, so that fewer vectors are compared
     * @param mode the mode to load contexts in
     */
    public record Advice(Duration window, int searchLimit, boolean narrowTags, WorkflowMode mode) {}

    /**
     * Advises.
     *
     * @param wanted the mode that the work asks for, which stays unless loading is slow
     */
    public static Advice advise(Measured measured, WorkflowMode wanted) {
        boolean slow = measured.searchMillis() > SLOW_SEARCH_MILLIS;
        return new Advice(
                Duration.ofHours(measured.hitRate() < ENOUGH_HITS ? 24 : 1),
                slow ? 5 : 20,
                slow,
                measured.loadMillis() > SLOW_LOAD_MILLIS ? WorkflowMode.RAPID : wanted);
    }
}
