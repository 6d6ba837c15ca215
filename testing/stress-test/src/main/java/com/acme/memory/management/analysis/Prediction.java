package com.acme.memory.management.analysis;

import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the use of the heap will be.
 *
 * @param samples how many there are; below {@link Predictor#SAMPLES} nothing is predicted
 * @param horizon how far {@code growthPercent} looks ahead
 * @param hourlyPercent the mean of earlier samples at the hour of the day that comes next; null where there is none
 * @param dailyPercent the mean of earlier samples on the weekday that comes next; null where there is none
 * @param growthPercent where the growth of the last samples leads; null where there are fewer than {@link Predictor#GROWTH_SAMPLES}
 * @param confidence mean of 0.7 for hourly, 0.6 for daily and 0.5 for growth, of those that there are; 0 where there is none
 * @param timeToExhaustion until the heap is full, if the growth goes on; null where nothing grows, or not evenly
 */
public record Prediction(
        int samples,
        Duration horizon,
        @Nullable Double hourlyPercent,
        @Nullable Double dailyPercent,
        @Nullable Double growthPercent,
        double confidence,
        @Nullable Duration timeToExhaustion) {

    /** The worst of what is predicted, in percent of the capacity; 0 where nothing is. */
    public double percent() {
        return Stream.of(hourlyPercent, dailyPercent, growthPercent)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
    }
}
