package com.acme.stress;

import java.util.function.Function;

/**
 * Something that must hold of a run, checked on what was measured.
 *
 * @param text what is expected, such as {@code response time below 1 s}
 * @param check compares; must not change anything
 */
public record Expectation(String text, Function<StressTestResult, Finding> check) {

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
}
