package com.acme.memory.management.analysis;

import java.util.ArrayList;
import java.util.List;

/**
 * All that is known of the memory at one moment.
 *
 * @param statistics the figures
 * @param pressure 0 to 100
 * @param trend where the use goes
 * @param leaks whether it leaks
 * @param prediction what it will be
 * @param health how the agents are
 */
public record Assessment(
        MemoryStatistics statistics,
        double pressure,
        Trend trend,
        LeakVerdict leaks,
        Prediction prediction,
        SystemHealth health) {

    /** Percent of the capacity that lives. */
    public double usedPercent() {
        return statistics.sample().usedPercent();
    }

    /** Why memory could be freed, one short clause each; none where all is well. */
    public List<String> opportunities() {
        MemorySample sample = statistics.sample();
        List<String> found = new ArrayList<>();
        if (sample.usedPercent() > 75) {
            found.add("more than 75 % of the heap is used");
        }
        if (sample.usedMegabytes() > 400) {
            found.add("the process has more than 400 MB of 1,024");
        }
        if (sample.vectorMegabytes() > 400) {
            found.add("vectors have more than 400 MB of 1,024");
        }
        if (trend == Trend.INCREASING) {
            found.add("the use increases");
        }
        if (pressure > 70) {
            found.add("the pressure is above 70");
        }
        return List.copyOf(found);
    }
}
