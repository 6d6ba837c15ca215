package com.acme.memory.management.heap;

/**
 * The heap at one moment.
 *
 * @param usedBytes objects, garbage among them
 * @param liveBytes what was left after the last collection; {@code usedBytes} where there was none yet
 * @param capacityBytes the most that the heap may have, {@code -Xmx}
 * @param collections how many there were since the JVM began
 * @param collectionMillis what they took together
 */
public record HeapReading(long usedBytes, long liveBytes, long capacityBytes, long collections, long collectionMillis) {

    public HeapReading {
        if (capacityBytes <= 0) {
            throw new IllegalArgumentException(
                    "The capacity of the heap is " + capacityBytes + " bytes; it must be more than 0.");
        }
    }

    /** Percent of the capacity that is used, garbage among it. */
    public double usedPercent() {
        return 100.0 * usedBytes / capacityBytes;
    }
}
