package com.acme.stress;

import java.util.function.Function;

/**
 * Something that must hold of a run, checked on what was measured.
 *
 * @param text what is expected, such as {@code response time below 1 s}
 * @param advice what to change if it does not hold, in one clause; empty for nothing to say
 * @param speed whether a slow machine alone can be the reason that it does not hold; then it does not decide in a pipeline
 * @param check compares; must not change anything
 */
public record Expectation(String text, String advice, boolean speed, Function<StressTestResult, Finding> check) {

    /** One that does not depend on the machine's speed, without advice. */
    public Expectation(String text, Function<StressTestResult, Finding> check) {
        this(text, "", false, check);
    }

    /**
     * Whether it held.
     *
     * @param met whether it held
     * @param observed the figures that it was compared with, for the report
     */
    public record Finding(boolean met, String observed) {}

    public Finding of(StressTestResult result) {
        return check.apply(result);
    }

    /** The same, for which a slow machine alone can be the reason that it does not hold. */
    public Expectation dependingOnSpeed() {
        return new Expectation(text, advice, true, check);
    }

    /** The same with advice. */
    public Expectation orElse(String change) {
        return new Expectation(text, change, speed, check);
    }
}
