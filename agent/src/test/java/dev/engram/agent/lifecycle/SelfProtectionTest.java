package dev.engram.agent.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.config.Settings;
import dev.engram.agent.lifecycle.jvm.Load;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Self-protection")
class SelfProtectionTest {

    private static final Load.Sample CALM = new Load.Sample(50, 10, 0);
    private static final Load.Sample BETWEEN = new Load.Sample(85, 10, 0);
    private static final Load.Sample FULL = new Load.Sample(91, 10, 0);

    private final List<String> steps = new ArrayList<>();
    private Load.Sample now = CALM;
    private final SelfProtection protection = new SelfProtection(
            Settings.read(null, Map.of(), Map.of("ENGRAM_MAX_HEAP", "90", "ENGRAM_MAX_OWN_CPU", "20"))
                    .protection(),
            () -> now,
            (step, reason) -> steps.add(step + ": " + reason));

    private void check(Load.Sample sample, int times) {
        now = sample;
        for (int i = 0; i < times; i++) {
            protection.check();
        }
    }

    @Test
    @DisplayName("takes a step for three checks above a limit, and not for fewer in a row")
    void down() {
        check(FULL, 2);
        check(CALM, 1);
        check(FULL, 2);
        assertThat(steps).isEmpty();
        check(FULL, 1);
        assertThat(steps)
                .containsExactly(
                        "METRICS: 91 % of the heap is used after garbage collection, more than the limit of 90 %");
        check(FULL, 100);
        assertThat(steps).hasSize(2).last().asString().startsWith("OFF");
    }

    @Test
    @DisplayName("comes back step by step, after ten checks well below all limits")
    void back() {
        check(FULL, 6);
        check(BETWEEN, 100);
        check(CALM, 9);
        check(BETWEEN, 1);
        check(CALM, 9);
        assertThat(steps).hasSize(2);
        check(CALM, 1);
        assertThat(steps).hasSize(3).last().asString().startsWith("METRICS: all values");
        check(CALM, 10);
        assertThat(steps).hasSize(4).last().asString().startsWith("ALL");
        check(CALM, 100);
        assertThat(steps).hasSize(4);
    }

    @Test
    @DisplayName("does not look at what has no limit")
    void unlimited() {
        check(new Load.Sample(0, 100, 0), 100);
        assertThat(steps).isEmpty();
        check(new Load.Sample(0, 100, 21), 3);
        assertThat(steps).singleElement().asString().contains("by Engram's own threads");
    }
}
