package dev.engram.stresstest.summary;

/**
 * Whether something that was expected of a run held.
 *
 * @param expected in words
 * @param met whether it held
 * @param observed the figures
 * @param speed whether a slow machine alone can be the reason that it did not hold
 * @param advice what to change if it did not hold; empty for nothing to say
 */
public record Verdict(String expected, boolean met, String observed, boolean speed, String advice) {}
