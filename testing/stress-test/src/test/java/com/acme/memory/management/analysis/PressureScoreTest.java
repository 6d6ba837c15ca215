package com.acme.memory.management.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The pressure score")
class PressureScoreTest {

    @ParameterizedTest(name = "of {0} %, {1} MB, {2} MB of vectors, {3} is {4}")
    @CsvSource({
        "75, 300, 100, STABLE, 45",
        "95, 800, 100, STABLE, 77",
        "97, 1000, 800, INCREASING, 100",
        "100, 500, 400, STABLE, 60",
        "50, 600, 500, DECREASING, 45",
        "10, 0, 0, INCREASING, 16",
        "0, 0, 0, STABLE, 0",
    })
    void formula(double used, double process, double vectors, Trend trend, double score) {
        assertThat(PressureScore.of(used, process, vectors, trend)).isEqualTo(score, within(1e-9));
    }

    @Test
    @DisplayName("is the same of a small heap that is as full")
    void proportion() {
        MemorySample large = new MemorySample(0, 900L << 20, 0, 450L << 20, 1024L << 20);
        MemorySample small = new MemorySample(0, 900L << 18, 0, 450L << 18, 1024L << 18);
        assertThat(PressureScore.of(large, Trend.STABLE)).isGreaterThan(70);
        assertThat(PressureScore.of(small, Trend.STABLE))
                .isEqualTo(PressureScore.of(large, Trend.STABLE), within(1e-9));
    }
}
