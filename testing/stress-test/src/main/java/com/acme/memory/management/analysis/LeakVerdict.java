package com.acme.memory.management.analysis;

import java.util.List;

/**
 * Whether the memory leaks.
 *
 * @param samples how many it was taken of; without findings if these are few, or span little time
 * @param findings none, where nothing leaks
 */
public record LeakVerdict(int samples, List<LeakFinding> findings) {

    public LeakVerdict {
        findings = List.copyOf(findings);
    }

    public boolean isLeaking() {
        return !findings.isEmpty();
    }

    /** The level of the gravest finding; low where there is none. */
    public Level level() {
        return findings.stream().map(LeakFinding::level).max(Level::compareTo).orElse(Level.LOW);
    }
}
