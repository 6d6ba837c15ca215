package com.acme.memory.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The advice on tuning")
class TuningAdvisorTest {

    @ParameterizedTest(name = "hit rate {0}, search {1} ms, load {2} ms")
    @CsvSource({
        "0.5,  500,   1000,   1, 20, false, STANDARD",
        "0.49, 500,   1000,  24, 20, false, STANDARD",
        "0.9,  500.1, 1000,   1,  5, true,  STANDARD",
        "0.9,  10,    1000.1, 1, 20, false, RAPID"
    })
    @DisplayName("widens the window below half of hits, narrows slow searches, and goes rapid where loading is slow")
    void advice(double hitRate, double search, double load, int hours, int limit, boolean narrow, WorkflowMode mode) {
        assertThat(TuningAdvisor.advise(new Measured(hitRate, search, load), WorkflowMode.STANDARD))
                .isEqualTo(new TuningAdvisor.Advice(Duration.ofHours(hours), limit, narrow, mode));
    }
}
