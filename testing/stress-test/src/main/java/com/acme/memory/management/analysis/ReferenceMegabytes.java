package com.acme.memory.management.analysis;

/**
 * Thresholds are in megabytes of a reference: a heap of 1,024 MB. What is in a heap of another capacity counts in proportion, so that
 * 400 MB always means two fifths of the heap.
 */
public final class ReferenceMegabytes {
    /** The reference's capacity. */
    public static final double CAPACITY = 1024;

    private ReferenceMegabytes() {}

    /** Bytes of a heap of this capacity, as megabytes of the reference. */
    public static double of(long bytes, long capacityBytes) {
        return CAPACITY * bytes / capacityBytes;
    }

    /** Megabytes of the reference, as bytes of a heap of this capacity. */
    public static long toBytes(double megabytes, long capacityBytes) {
        return Math.round(megabytes * capacityBytes / CAPACITY);
    }
}
