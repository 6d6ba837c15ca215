package com.acme.memory.management.analysis;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Predicts by the hour of the day, by the weekday (both UTC) and by the growth of the last samples. Not thread-safe.
 */
public final class Predictor {
    /** Samples without which nothing is predicted. */
    public static final int SAMPLES = 10;

    /** Samples without which it is not predicted how far growth leads. */
    public static final int GROWTH_SAMPLES = 20;

    /** Growth is even where a line explains at least this part of the samples' variance. */
    private static final double EVEN = 0.5;

    private static final Duration TIME = Duration.ofMinutes(1);

    /** Growth is drawn on for at most so many times as long as it was seen. */
    private static final double FARTHEST = 10;

    private final Duration horizon;
    private final Mean[] byHour = means(24);
    private final Mean[] byWeekday = means(7);

    private static final class Mean {
        private double sum;
        private long count;

        void add(double value) {
            sum += value;
            count++;
        }

        @Nullable
        Double value() {
            return count == 0 ? null : sum / count;
        }
    }

    public Predictor(Duration horizon) {
        this.horizon = horizon;
    }

    /** Remembers a sample for its hour and its weekday. */
    public void add(MemorySample sample) {
        ZonedDateTime at = at(sample);
        byHour[at.getHour()].add(sample.usedPercent());
        byWeekday[at.getDayOfWeek().getValue() - 1].add(sample.usedPercent());
    }

    /** Predicts after the last of these samples, which are given oldest first. */
    public Prediction predict(List<MemorySample> samples) {
        if (samples.size() < SAMPLES) {
            return new Prediction(samples.size(), horizon, null, null, null, 0, null);
        }
        MemorySample last = samples.get(samples.size() - 1);
        ZonedDateTime now = at(last);
        Double hourly = byHour[now.plusHours(1).getHour()].value();
        Double daily = byWeekday[now.plusDays(1).getDayOfWeek().getValue() - 1].value();
        Window window = Window.of(samples, SAMPLES, TIME);
        Slope growth = window.slope(MemorySample::usedPercent);
        boolean grows = window.complete()
                && growth.fit() >= EVEN
                && window.rise(MemorySample::usedPercent) > Window.LEAST_PERCENT;
        double ahead = Math.min((double) horizon.toMillis(), FARTHEST * window.millis());
        Double later = samples.size() < GROWTH_SAMPLES
                ? null
                : Double.valueOf(Math.min(100, last.usedPercent() + (grows ? growth.perStep() * ahead : 0)));
        List<Double> confidence = new ArrayList<>();
        if (hourly != null) {
            confidence.add(0.7);
        }
        if (daily != null) {
            confidence.add(0.6);
        }
        if (later != null) {
            confidence.add(0.5);
        }
        return new Prediction(
                samples.size(),
                horizon,
                hourly,
                daily,
                later,
                DoubleStream.of(confidence.stream()
                                .mapToDouble(Double::doubleValue)
                                .toArray())
                        .average()
                        .orElse(0),
                grows ? Duration.ofMillis((long) Math.max(0, (100 - last.usedPercent()) / growth.perStep())) : null);
    }

    private static ZonedDateTime at(MemorySample sample) {
        return Instant.ofEpochMilli(sample.at()).atZone(ZoneOffset.UTC);
    }

    private static Mean[] means(int count) {
        Mean[] means = new Mean[count];
        for (int i = 0; i < count; i++) {
            means[i] = new Mean();
        }
        return means;
    }
}
