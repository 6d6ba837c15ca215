package com.acme.memory.management.analysis;

/**
 * One sign of a leak.
 *
 * @param kind what it is a sign of
 * @param level how grave it is
 * @param growthMegabytes from the first to the last of the samples, in megabytes of the reference; of {@code HIGH_USE} in percent
 * @param slope of the same per second
 */
public record LeakFinding(Kind kind, Level level, double growthMegabytes, double slope) {

    /** What a finding is a sign of. */
    public enum Kind {
        /** What lives in the heap grows steadily. */
        PROCESS_GROWTH,
        /** What vectors take grows steadily. */
        VECTOR_GROWTH,
        /** The heap is nearly full all the time. */
        HIGH_USE
    }
}
