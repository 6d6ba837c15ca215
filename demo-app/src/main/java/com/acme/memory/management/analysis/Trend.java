package com.acme.memory.management.analysis;

import java.util.List;

/** Where the use of the heap goes. */
public enum Trend {
    INCREASING,
    STABLE,
    DECREASING;

    /** Samples that a trend is taken of. */
    static final int WINDOW = 10;

    /** By the slope of the last ten samples in percent a sample: above 1 increasing, below −1 decreasing; of fewer samples stable. */
    public static Trend of(List<MemorySample> samples) {
        if (samples.size() < WINDOW) {
            return STABLE;
        }
        double slope = Slope.of(samples.subList(samples.size() - WINDOW, samples.size()), MemorySample::usedPercent)
                .perStep();
        return slope > 1 ? INCREASING : slope < -1 ? DECREASING : STABLE;
    }
}
