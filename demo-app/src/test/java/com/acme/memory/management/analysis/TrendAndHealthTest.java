package com.acme.memory.management.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.acme.memory.management.state.AgentStatus;
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
        assertThat(Trend.of(Samples.using(10, i -> 11 * i))).isEqualTo(Trend.INCREASING);
        assertThat(Trend.of(Samples.using(10, i -> 10 * i))).isEqualTo(Trend.STABLE);
        assertThat(Trend.of(Samples.using(10, i -> 500 - 11 * i))).isEqualTo(Trend.DECREASING);
        assertThat(Trend.of(Samples.using(20, i -> i < 10 ? 50 * i : 500))).isEqualTo(Trend.STABLE);
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
