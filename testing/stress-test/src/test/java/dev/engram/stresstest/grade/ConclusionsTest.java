package dev.engram.stresstest.grade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.acme.stress.Outcome;
import com.acme.stress.StressTestResult;
import dev.engram.stresstest.Results;
import dev.engram.stresstest.grade.Compared.Change;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What is concluded from a run")
class ConclusionsTest {

    private static double[] cycles(int count, double millis) {
        double[] cycles = new double[count];
        Arrays.fill(cycles, millis);
        return cycles;
    }

    @Test
    @DisplayName("stability is 100 without errors, variation, growth and pressure, and less for each of them")
    void stability() {
        assertThat(Results.result("one", 0, 0, cycles(100, 10)).stability()).isCloseTo(100, within(0.01));
        // 21 of 2,100 attempts failed: 1 %, which costs 4.
        assertThat(Results.result("one", 0, 21, cycles(100, 10)).stability()).isCloseTo(96, within(0.01));
        // A quarter of the heap costs 5.
        assertThat(Results.result("one", 128, 0, cycles(100, 10)).stability()).isCloseTo(95, within(0.01));
        double[] uneven = cycles(100, 1);
        uneven[0] = 1000;
        // One cycle of a second among a hundred fast ones: the memory is stable all the same.
        assertThat(Results.result("one", 0, 0, uneven).stability()).isGreaterThan(99);
        uneven[1] = 30_000;
        assertThat(Results.result("one", 0, 0, uneven).stability()).isCloseTo(95, within(0.01));
        StressTestResult failed = Results.recording("one", 0, 0, cycles(10, 1)).result(Outcome.FAILED, "It died.");
        assertThat(failed.stability()).isCloseTo(50, within(0.01));
    }

    @Test
    @DisplayName("the value is that of the memory without a reference, and of all four with one; losses count nothing")
    void value() {
        StressTestResult fast = Results.result("one", 0, 0, cycles(100, 10));
        StressTestResult slow = Results.result("one", 0, 21, cycles(100, 1010));
        BusinessValue alone = BusinessValue.of(fast, null);
        assertThat(alone.total()).isCloseTo(3, within(1e-9)); // 30 MB
        assertThat(alone.hasReference()).isFalse();
        BusinessValue better = BusinessValue.of(fast, slow);
        assertThat(better.memory()).isCloseTo(3, within(1e-9));
        assertThat(better.performance()).isCloseTo(100, within(0.5)); // 100 cycles, 1 s each
        assertThat(better.stability()).isCloseTo(2, within(0.01)); // 4 points
        assertThat(better.errors()).isCloseTo(42, within(0.01)); // 21 errors
        BusinessValue worse = BusinessValue.of(slow, fast);
        assertThat(worse.total()).isCloseTo(3, within(1e-9));
    }

    @Test
    @DisplayName("beside a baseline a figure is better, worse or within noise")
    void comparison() {
        StressTestResult now = Results.result("one", 80, 0, cycles(100, 50));
        StressTestResult baseline = Results.result("one", 10, 42, cycles(100, 51));
        Map<String, Change> changes =
                Compared.of(now, baseline).stream().collect(Collectors.toMap(Compared::label, Compared::change));
        assertThat(changes)
                .containsEntry("mean response time", Change.WITHIN_NOISE)
                .containsEntry("memory growth", Change.WORSE)
                .containsEntry("error rate", Change.BETTER)
                .containsEntry("peak memory", Change.WITHIN_NOISE);
        StressTestResult slower = Results.result("one", 80, 0, cycles(100, 70));
        assertThat(Compared.of(slower, now).get(0).change()).isEqualTo(Change.WORSE);
        assertThat(Compared.of(now, slower).get(0).change()).isEqualTo(Change.BETTER);
    }

    @Test
    @DisplayName("a mean of uneven cycles differs only beyond its standard error")
    void unevenMeans() {
        double[] uneven = cycles(20, 10);
        uneven[0] = 900;
        StressTestResult now = Results.result("one", 0, 0, uneven);
        StressTestResult baseline = Results.result("one", 0, 0, cycles(20, 10));
        assertThat(Compared.of(now, baseline).get(0).change()).isEqualTo(Change.WITHIN_NOISE);
    }
}
