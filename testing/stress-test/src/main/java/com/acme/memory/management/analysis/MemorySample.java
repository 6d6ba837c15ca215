package com.acme.memory.management.analysis;

/**
 * The memory at one moment, for what looks at many.
 *
 * @param at milliseconds since 1970
 * @param usedBytes what lives in the heap: used after the last collection
 * @param restartedBytes what restarts of agents gave back since the memory was opened: it would live without them
 * @param vectorBytes what documents, their vectors and cached embeddings take of it
 * @param capacityBytes the most that the heap may have
 */
public record MemorySample(long at, long usedBytes, long restartedBytes, long vectorBytes, long capacityBytes) {

    /** Percent of the capacity that lives. */
    public double usedPercent() {
        return 100.0 * usedBytes / capacityBytes;
    }

    /** What lives, in megabytes of the reference; see {@link ReferenceMegabytes}. */
    double usedMegabytes() {
        return ReferenceMegabytes.of(usedBytes, capacityBytes);
    }

    /** What lives and what only restarts gave back, in megabytes of the reference: an agent that leaks makes it grow. */
    double retainedMegabytes() {
        return ReferenceMegabytes.of(usedBytes + restartedBytes, capacityBytes);
    }

    double vectorMegabytes() {
        return ReferenceMegabytes.of(vectorBytes, capacityBytes);
    }
}
