package com.acme.memory.management.analysis;

import java.util.Locale;

/** What an alert is about. */
public enum AlertType {
    /** The pressure score is above 70. */
    HIGH_MEMORY_PRESSURE,
    /** More than 90 % of the heap will be used. */
    PREDICTED_MEMORY_CRISIS,
    /** There is something to free; see {@link Assessment#opportunities}. */
    OPTIMIZATION_OPPORTUNITIES,
    /** More than 85 % of the heap is used. */
    HIGH_MEMORY_USAGE,
    /** The process has more than 500 MB of the reference. */
    HIGH_PROCESS_MEMORY,
    /** Vectors have more than 800 MB of the reference. */
    LARGE_VECTOR_STORE,
    /** The memory leaks; see {@link LeakVerdict}. */
    MEMORY_LEAK,
    /** A quarter of the vector store or more is holes. */
    CLEANUP_NEEDED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The type as a word, such as {@code high_memory_pressure}. */
    public String label() {
        return label;
    }
}
