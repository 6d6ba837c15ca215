package com.acme.memory.management.analysis;

/** How hard the memory is pressed, 0 to 100. */
public final class PressureScore {

    private PressureScore() {}

    /** The score of a sample. */
    public static double of(MemorySample sample, Trend trend) {
        return of(sample.usedPercent(), sample.usedMegabytes(), sample.vectorMegabytes(), trend);
    }

    /**
     * The score: 0.6 for each percent used; 0.1 for each MB of the process above 500, up to 20; 0.05 for each MB of vectors above 400,
     * up to 15; and 10 while the use increases. Never more than 100.
     *
     * @param processMegabytes of the reference
     * @param vectorMegabytes of the reference
     */
    public static double of(double usedPercent, double processMegabytes, double vectorMegabytes, Trend trend) {
        double process = Math.min(Math.max(0, processMegabytes - 500) / 10, 20);
        double vectors = Math.min(Math.max(0, vectorMegabytes - 400) / 20, 15);
        return Math.min(100, 0.6 * usedPercent + process + vectors + (trend == Trend.INCREASING ? 10 : 0));
    }
}
