package dev.engram.stresstest.grade;

import static dev.engram.stresstest.grade.Grade.ACCEPTABLE;
import static dev.engram.stresstest.grade.Grade.EXCELLENT;
import static dev.engram.stresstest.grade.Grade.FAIR;
import static dev.engram.stresstest.grade.Grade.GOOD;
import static dev.engram.stresstest.grade.Grade.POOR;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Grades")
class GradesTest {

    @ParameterizedTest(name = "{0}: {1}, {2}, {3}, {4}, {5}")
    @DisplayName("follow the thresholds, whose bounds are strict, and what they leave open is fair")
    @CsvSource({
        "RESPONSE_TIME, 0.49, 0.5, 1.0, 2.0, 5.01",
        "RESPONSE_TIME, 0, 0.99, 1.99, 5.0, 60",
        "STABILITY, 95.1, 95, 85, 70, 49.9",
        "STABILITY, 100, 85.1, 70.1, 50, 0",
        "MEMORY_GROWTH, 49.9, 50, 100, 200, 500.1",
        "MEMORY_GROWTH, -10, 99.9, 199.9, 500, 2000",
        "ERROR_RATE, 0.99, 1, 3, 5, 10.1",
        "ERROR_RATE, 0, 2.9, 4.9, 10, 100"
    })
    void thresholds(Metric metric, double excellent, double good, double acceptable, double fair, double poor) {
        assertThat(metric.grade(excellent)).isEqualTo(EXCELLENT);
        assertThat(metric.grade(good)).isEqualTo(GOOD);
        assertThat(metric.grade(acceptable)).isEqualTo(ACCEPTABLE);
        assertThat(metric.grade(fair)).isEqualTo(FAIR);
        assertThat(metric.grade(poor)).isEqualTo(POOR);
    }
}
