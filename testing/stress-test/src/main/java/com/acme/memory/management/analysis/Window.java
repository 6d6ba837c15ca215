package com.acme.memory.management.analysis;

import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The newest samples, by number and by time: cycles follow each other in milliseconds or in minutes, and what twenty of them show
 * in a second is no trend.
 *
 * @param samples oldest first
 * @param complete whether there are enough, and they span enough time
 */
record Window(List<MemorySample> samples, boolean complete) {
    /** Time that the samples must span. */
    static final Duration LEAST = Duration.ofSeconds(3);

    /** Part of the heap, in percent, below which a change is no trend and no leak. */
    static final double LEAST_PERCENT = 3;

    /** The last so many of all samples, or those of the last while if these are more. */
    static Window of(List<MemorySample> all, int count, Duration time) {
        int from = Math.max(0, all.size() - count);
        while (from > 0 && newest(all).at() - all.get(from - 1).at() <= time.toMillis()) {
            from--;
        }
        List<MemorySample> samples = all.subList(from, all.size());
        return new Window(
                samples,
                samples.size() >= count && newest(samples).at() - samples.get(0).at() >= LEAST.toMillis());
    }

    /** How much a figure changed from the first sample to the last. */
    double change(ToDoubleFunction<MemorySample> figure) {
        return figure.applyAsDouble(newest(samples)) - figure.applyAsDouble(samples.get(0));
    }

    /** The line through a figure, by milliseconds. */
    Slope slope(ToDoubleFunction<MemorySample> figure) {
        long first = samples.get(0).at();
        return Slope.of(
                samples.stream().mapToDouble(sample -> sample.at() - first).toArray(),
                samples.stream().mapToDouble(figure).toArray());
    }

    /** How much the line through a figure rises from the first sample to the last. */
    double rise(ToDoubleFunction<MemorySample> figure) {
        return slope(figure).perStep() * millis();
    }

    long millis() {
        return newest(samples).at() - samples.get(0).at();
    }

    private static MemorySample newest(List<MemorySample> samples) {
        return samples.get(samples.size() - 1);
    }
}
