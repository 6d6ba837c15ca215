package dev.engram.stresstest.summary;

/**
 * Whether something that was expected of a run held.
 *
 * @param expected in words
 * @param met whether it held
 * @param observed the figures
 */
public record Verdict(String expected, boolean met, String observed) {}
