package com.acme.memory.management.analysis;

import com.acme.memory.management.analysis.LeakFinding.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks for leaks in the last 20 samples, or those of the last minute if these are more. */
public final class LeakDetector {
    /** Samples that a verdict needs. */
    public static final int WINDOW = 20;

    private static final Duration TIME = Duration.ofMinutes(1);

    /** Growth that is no leak yet, in megabytes of the reference: a small part of the heap comes and goes in any program. */
    private static final double LEAST_GROWTH = Window.LEAST_PERCENT / 100 * ReferenceMegabytes.CAPACITY;

    /** Growth is even if a line explains at least this part of the samples' variance. */
    private static final double EVEN = 0.5;

    private LeakDetector() {}

    /** The verdict of the newest samples, which are given oldest first. */
    public static LeakVerdict detect(List<MemorySample> samples) {
        Window window = Window.of(samples, WINDOW, TIME);
        if (!window.complete()) {
            return new LeakVerdict(window.samples().size(), List.of());
        }
        List<LeakFinding> findings = new ArrayList<>();
        double growth = window.change(MemorySample::retainedMegabytes);
        Slope slope = window.slope(MemorySample::retainedMegabytes);
        if (growth > LEAST_GROWTH && slope.fit() >= EVEN) {
            findings.add(new LeakFinding(Kind.PROCESS_GROWTH, Level.of(growth, 50, 20), growth, perSecond(slope)));
        }
        double vectors = window.change(MemorySample::vectorMegabytes);
        Slope vectorSlope = window.slope(MemorySample::vectorMegabytes);
        if (vectors > 100 && vectorSlope.fit() >= EVEN) {
            findings.add(
                    new LeakFinding(Kind.VECTOR_GROWTH, Level.of(vectors, 500, 200), vectors, perSecond(vectorSlope)));
        }
        double mean = window.samples().stream()
                .mapToDouble(MemorySample::usedPercent)
                .average()
                .orElse(0);
        double most = window.samples().stream()
                .mapToDouble(MemorySample::usedPercent)
                .max()
                .orElse(0);
        Slope percent = window.slope(MemorySample::usedPercent);
        if (mean > 85 || (most > 90 && window.rise(MemorySample::usedPercent) > Window.LEAST_PERCENT)) {
            findings.add(new LeakFinding(
                    Kind.HIGH_USE,
                    Level.of(most, 95, 90),
                    window.change(MemorySample::usedPercent),
                    perSecond(percent)));
        }
        return new LeakVerdict(window.samples().size(), findings);
    }

    private static double perSecond(Slope slope) {
        return 1000 * slope.perStep();
    }
}
