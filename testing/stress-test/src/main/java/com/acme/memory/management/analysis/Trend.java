package com.acme.memory.management.analysis;

import java.time.Duration;
import java.util.List;

/** Where the use of the heap goes. */
public enum Trend {
    INCREASING,
    STABLE,
    DECREASING;

    /** Samples that a trend is taken of. */
    static final int WINDOW = 10;

    private static final Duration TIME = Duration.ofSeconds(10);

    /**
     * By the line through the last ten samples, or those of the last ten seconds if these are more: increasing if it rises by more
     * than 3 % of the heap, decreasing if it falls by more; stable if there are fewer, or they span less than three seconds.
     */
    public static Trend of(List<MemorySample> samples) {
        Window window = Window.of(samples, WINDOW, TIME);
        if (!window.complete()) {
            return STABLE;
        }
        double rise = window.rise(MemorySample::usedPercent);
        return rise > Window.LEAST_PERCENT ? INCREASING : rise < -Window.LEAST_PERCENT ? DECREASING : STABLE;
    }
}
