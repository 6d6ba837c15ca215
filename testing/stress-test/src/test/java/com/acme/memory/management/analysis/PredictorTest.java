package com.acme.memory.management.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The predictor")
class PredictorTest {
    private final Predictor predictor = new Predictor(Duration.ofMinutes(10));

    @Test
    @DisplayName("predicts nothing of fewer than 10 samples")
    void tooFew() {
        Prediction prediction = predict(Samples.using(9, i -> 100 * i));
        assertThat(prediction.percent()).isZero();
        assertThat(prediction.confidence()).isZero();
        assertThat(prediction.timeToExhaustion()).isNull();
    }

    @Test
    @DisplayName("says when the heap is full if the growth goes on, and how full it is at the horizon")
    void growth() {
        // 1 % a minute, 50 % at the last sample.
        Prediction prediction = predict(Samples.using(20, i -> 10.24 * (31 + i)));
        assertThat(prediction.timeToExhaustion()).isCloseTo(Duration.ofMinutes(50), Duration.ofSeconds(1));
        assertThat(prediction.growthPercent()).isCloseTo(60, within(0.01));
        assertThat(prediction.percent()).isCloseTo(60, within(0.01));
        assertThat(prediction.confidence()).isEqualTo(0.5);
    }

    @Test
    @DisplayName("says of fewer than 20 samples when the heap is full, but not how full it is at the horizon")
    void fewSamples() {
        Prediction prediction = predict(Samples.using(10, i -> 10.24 * (41 + i)));
        assertThat(prediction.timeToExhaustion()).isCloseTo(Duration.ofMinutes(50), Duration.ofSeconds(1));
        assertThat(prediction.growthPercent()).isNull();
    }

    @Test
    @DisplayName("predicts no exhaustion where nothing grows, or where it goes up and down")
    void noGrowth() {
        assertThat(predict(Samples.using(20, i -> 500)).timeToExhaustion()).isNull();
        assertThat(predict(Samples.using(20, i -> 500 - i)).timeToExhaustion()).isNull();
        assertThat(predict(Samples.using(20, i -> 300 + i % 2 * 400 + i)).timeToExhaustion())
                .isNull();
    }

    @Test
    @DisplayName("knows the hours of the days before, and the weekdays of the weeks before")
    void patterns() {
        // Tuesday: 90 % at ten, a week ago; now it is nine.
        predictor.add(Samples.sample(Duration.ofDays(-7).plusHours(1), 0.9 * 1024, 0));
        // Wednesday of last week: 70 % at noon.
        predictor.add(Samples.sample(Duration.ofDays(-6).plusHours(3), 0.7 * 1024, 0));
        Prediction prediction = predict(Samples.using(20, i -> 0.3 * 1024));
        assertThat(prediction.hourlyPercent()).isCloseTo(90, within(1e-6));
        assertThat(prediction.dailyPercent()).isCloseTo(70, within(1e-6));
        assertThat(prediction.growthPercent()).isCloseTo(30, within(1e-6));
        assertThat(prediction.percent()).isCloseTo(90, within(1e-6));
        assertThat(prediction.confidence()).isCloseTo(0.6, within(1e-9));
    }

    private Prediction predict(List<MemorySample> samples) {
        samples.forEach(predictor::add);
        return predictor.predict(samples);
    }
}
