package com.acme.memory.management.analysis;

import com.acme.memory.management.analysis.LeakFinding.Kind;
import java.util.ArrayList;
import java.util.List;

/** Looks for leaks in the last 20 samples. */
public final class LeakDetector {
    /** Samples that a verdict needs. */
    public static final int WINDOW = 20;

    private LeakDetector() {}

    /** The verdict of the newest samples, which are given oldest first. */
    public static LeakVerdict detect(List<MemorySample> samples) {
        if (samples.size() < WINDOW) {
            return new LeakVerdict(samples.size(), List.of());
        }
        List<MemorySample> window = samples.subList(samples.size() - WINDOW, samples.size());
        MemorySample first = window.get(0);
        MemorySample last = window.get(WINDOW - 1);
        List<LeakFinding> findings = new ArrayList<>();

        double growth = last.usedMegabytes() - first.usedMegabytes();
        double slope = Slope.of(window, MemorySample::usedMegabytes).perStep();
        if (growth > 20 && slope > 0.5) {
            findings.add(new LeakFinding(Kind.PROCESS_GROWTH, Level.of(growth, 50, 20), growth, slope));
        }

        double vectors = last.vectorMegabytes() - first.vectorMegabytes();
        double vectorSlope = Slope.of(window, MemorySample::vectorMegabytes).perStep();
        if (vectors > 100 && vectorSlope > 2) {
            findings.add(new LeakFinding(Kind.VECTOR_GROWTH, Level.of(vectors, 500, 200), vectors, vectorSlope));
        }

        double mean =
                window.stream().mapToDouble(MemorySample::usedPercent).average().orElse(0);
        double most =
                window.stream().mapToDouble(MemorySample::usedPercent).max().orElse(0);
        double percentSlope = Slope.of(window, MemorySample::usedPercent).perStep();
        if (mean > 85 || (most > 90 && percentSlope > 0.5)) {
            findings.add(new LeakFinding(
                    Kind.HIGH_USE, Level.of(most, 95, 90), last.usedPercent() - first.usedPercent(), percentSlope));
        }
        return new LeakVerdict(WINDOW, findings);
    }
}
