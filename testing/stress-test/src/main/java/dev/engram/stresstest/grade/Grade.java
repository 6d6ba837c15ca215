package dev.engram.stresstest.grade;

import java.util.Locale;

/** How good a figure is, the best first. */
public enum Grade {
    EXCELLENT,
    GOOD,
    ACCEPTABLE,
    /** Worse than acceptable, but not poor: what the thresholds leave open between the two. */
    FAIR,
    POOR;

    /** As it stands in reports. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
