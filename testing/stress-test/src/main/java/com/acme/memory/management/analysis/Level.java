package com.acme.memory.management.analysis;

/** How grave an alert or a finding is, or how much an optimization risks; graver ones come later. */
public enum Level {
    LOW,
    MEDIUM,
    HIGH;

    /** High above one value, medium above another, else low. */
    static Level of(double value, double high, double medium) {
        return value > high ? HIGH : value > medium ? MEDIUM : LOW;
    }
}
