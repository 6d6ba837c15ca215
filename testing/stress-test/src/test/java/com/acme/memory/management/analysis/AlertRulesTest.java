package com.acme.memory.management.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.memory.management.state.HeldBytes;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Alerts")
class AlertRulesTest {

    @Test
    @DisplayName("are none where all is well")
    void none() {
        assertThat(AlertRules.check(used(30))).isEmpty();
    }

    @Test
    @DisplayName("begin just above their limits")
    void limits() {
        assertThat(types(used(40))).containsExactly(AlertType.OPTIMIZATION_OPPORTUNITIES);
        assertThat(types(used(50)))
                .containsExactly(AlertType.OPTIMIZATION_OPPORTUNITIES, AlertType.HIGH_PROCESS_MEMORY);
        // 0.6 × 83 is 49.8, and the process adds 20.
        assertThat(types(used(83))).doesNotContain(AlertType.HIGH_MEMORY_PRESSURE);
        assertThat(types(used(84))).contains(AlertType.HIGH_MEMORY_PRESSURE);
        assertThat(types(used(85))).doesNotContain(AlertType.HIGH_MEMORY_USAGE);
        assertThat(types(used(85.1))).contains(AlertType.HIGH_MEMORY_USAGE);
    }

    @Test
    @DisplayName("of the pressure are grave above 85, and say the figures")
    void pressure() {
        HeldBytes vectors = new HeldBytes(0, 0, 0, Samples.bytes(810), 0, 0);
        List<Alert> alerts = AlertRules.check(Samples.assessment(96, vectors, 0, Samples.growthTo(0)));
        assertThat(alerts)
                .filteredOn(alert -> alert.type() == AlertType.HIGH_MEMORY_PRESSURE)
                .singleElement()
                .satisfies(alert -> assertThat(alert.level()).isEqualTo(Level.HIGH))
                .satisfies(
                        alert -> assertThat(alert.message()).isEqualTo("The memory pressure is 93 of 100, above 70."));
        assertThat(alerts).extracting(Alert::type).contains(AlertType.LARGE_VECTOR_STORE);
    }

    @Test
    @DisplayName("tell a crisis that will be, and not one that will not")
    void crisis() {
        assertThat(types(Samples.assessment(30, Samples.nothing(), 0, Samples.growthTo(91))))
                .containsExactly(AlertType.PREDICTED_MEMORY_CRISIS);
        assertThat(types(Samples.assessment(30, Samples.nothing(), 0, Samples.growthTo(90))))
                .isEmpty();
    }

    @Test
    @DisplayName("tell holes in the vector store from a quarter of it")
    void holes() {
        HeldBytes vectors = new HeldBytes(0, 0, 0, 1000, 0, 0);
        assertThat(types(Samples.assessment(30, vectors, 250, Samples.growthTo(0))))
                .containsExactly(AlertType.CLEANUP_NEEDED);
        assertThat(types(Samples.assessment(30, vectors, 249, Samples.growthTo(0))))
                .isEmpty();
    }

    @Test
    @DisplayName("tell a leak with what grew")
    void leak() {
        Assessment well = used(30);
        LeakVerdict leaks = LeakDetector.detect(Samples.using(20, i -> 100 + 3 * i));
        assertThat(AlertRules.check(
                        new Assessment(well.statistics(), 20, Trend.STABLE, leaks, well.prediction(), well.health())))
                .singleElement()
                .satisfies(alert -> assertThat(alert.type().label()).isEqualTo("memory_leak"))
                .satisfies(alert -> assertThat(alert.level()).isEqualTo(Level.HIGH))
                .satisfies(alert -> assertThat(alert.message())
                        .isEqualTo("The last 20 samples show a leak: the process grew by 57 MB of 1,024."));
    }

    private static Assessment used(double percent) {
        return Samples.assessment(percent, Samples.nothing(), 0, Samples.growthTo(0));
    }

    private static List<AlertType> types(Assessment assessment) {
        return AlertRules.check(assessment).stream().map(Alert::type).toList();
    }
}
