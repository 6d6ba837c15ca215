package com.acme.memory.management.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.acme.memory.management.state.AgentStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Trend and health")
class TrendAndHealthTest {

    @Test
    @DisplayName("a trend is taken of the last ten samples, and is stable of fewer")
    void trend() {
        assertThat(Trend.of(Samples.using(9, i -> 50 * i))).isEqualTo(Trend.STABLE);
        // 3 % of the heap are 31 MB.
        assertThat(Trend.of(Samples.using(10, i -> 3.5 * i))).isEqualTo(Trend.INCREASING);
        assertThat(Trend.of(Samples.using(10, i -> 3.3 * i))).isEqualTo(Trend.STABLE);
        assertThat(Trend.of(Samples.using(10, i -> 500 - 3.5 * i))).isEqualTo(Trend.DECREASING);
        assertThat(Trend.of(Samples.using(20, i -> i < 10 ? 50 * i : 500))).isEqualTo(Trend.STABLE);
    }

    @Test
    @DisplayName("what twenty samples show in a second is no trend, no leak and no prediction")
    void tooShort() {
        List<MemorySample> second = Samples.each(20, Duration.ofMillis(50), i -> 50 + 10 * i);
        assertThat(Trend.of(second)).isEqualTo(Trend.STABLE);
        assertThat(LeakDetector.detect(second).isLeaking()).isFalse();
        Predictor predictor = new Predictor(Duration.ofMinutes(5));
        second.forEach(predictor::add);
        assertThat(predictor.predict(second).percent()).isLessThan(25);
        // The same growth in ten seconds is a trend and a leak, and is drawn on for a hundred seconds, not for five
        // minutes.
        List<MemorySample> more = Samples.each(200, Duration.ofMillis(50), i -> 50 + i);
        assertThat(Trend.of(more)).isEqualTo(Trend.INCREASING);
        assertThat(LeakDetector.detect(more).isLeaking()).isTrue();
        assertThat(predictor
                        .predict(Samples.each(200, Duration.ofMillis(50), i -> 50 + 0.2 * i))
                        .growthPercent())
                .isCloseTo(100.0 * (50 + 0.2 * 199 * 11) / 1024, within(0.5));
    }

    @Test
    @DisplayName("growth of less than a small part of the heap is no leak, however even it is")
    void tooLittle() {
        List<MemorySample> little = Samples.each(600, Duration.ofMillis(100), i -> 50 + 0.04 * i);
        assertThat(LeakDetector.detect(little).isLeaking()).isFalse();
        assertThat(Trend.of(little)).isEqualTo(Trend.STABLE);
    }

    @ParameterizedTest(name = "an agent that is silent for {0} s, {1}, with {2} errors, has {3}")
    @CsvSource({
        "0, ACTIVE, 0, 100",
        "120, ACTIVE, 0, 100",
        "150, ACTIVE, 0, 80",
        "900, ACTIVE, 0, 60",
        "0, INACTIVE, 0, 85",
        "0, ERROR, 2, 70",
        "0, FAILED, 9, 40",
        "300, FAILED, 6, 0",
    })
    void health(double silent, AgentStatus status, int errors, double score) {
        assertThat(AgentHealth.score(silent, status, errors)).isEqualTo(score, within(1e-9));
    }
}
