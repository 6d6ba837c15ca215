package dev.engram.stresstest.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.acme.stress.Outcome;
import com.acme.stress.StressTestResult;
import com.acme.stress.channel.Lines;
import com.acme.stress.channel.Message;
import dev.engram.stresstest.Results;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a fork tells")
class RecordingTest {

    @Test
    @DisplayName("becomes every metric")
    void metrics() {
        double[] cycles = IntStream.rangeClosed(1, 100).asDoubleStream().toArray();
        StressTestResult result = Results.result("one", 12, 4, cycles);
        assertThat(result.memory()).isEqualTo(new StressTestResult.Memory(20, 32, 12, 300, 512));
        assertThat(result.response().cycles()).isEqualTo(100);
        assertThat(result.response().meanMs()).isCloseTo(50.5, within(0.1));
        assertThat(result.response().p95Ms()).isCloseTo(95, within(0.1));
        assertThat(result.response().p99Ms()).isCloseTo(99, within(0.1));
        assertThat(result.optimizations().count()).isEqualTo(2);
        assertThat(result.optimizations().successRate()).isEqualTo(50);
        assertThat(result.optimizations().freedMb()).isEqualTo(30);
        assertThat(result.pressure().peak()).isEqualTo(50);
        assertThat(result.health().lowest()).isEqualTo(90);
        assertThat(result.recoverySeconds()).isEqualTo(2.5);
        assertThat(result.errors().count()).isEqualTo(4);
        assertThat(result.errors().rate()).isCloseTo(100.0 * 4 / 2100, within(1e-9));
        assertThat(result.errors().first()).hasSize(4).contains("IllegalStateException: number 0");
        assertThat(result.alertsOf("memory_leak")).isEqualTo(1);
        assertThat(result.finding("leaked_mb")).isEqualTo(3);
        assertThat(result.machine()).isEqualTo(new StressTestResult.Machine(10, 10, 1));
        assertThat(result.safety()).isEqualTo(new StressTestResult.Safety(1, 0, false));
        assertThat(result.levels()).singleElement().satisfies(level -> {
            assertThat(level.cycles()).isEqualTo(100);
            assertThat(level.errors()).isEqualTo(4);
            assertThat(level.peakPercent()).isCloseTo(100.0 * 300 / 512, within(1e-9));
        });
    }

    @Test
    @DisplayName("is read from lines that others write on too, and cut-off lines are left out")
    void lines() {
        String line = Lines.of(new Message.Cycled(1, 2, 3, 4));
        assertThat(Lines.read(line)).contains(new Message.Cycled(1, 2, 3, 4));
        assertThat(Lines.read("WARN something " + line)).contains(new Message.Cycled(1, 2, 3, 4));
        assertThat(Lines.rest("WARN something " + line)).isEqualTo("WARN something ");
        assertThat(Lines.read(line.substring(0, line.length() - 3))).isEmpty();
        assertThat(Lines.read("a line of the application")).isEmpty();
    }

    @Test
    @DisplayName("is a result also when the fork told nothing")
    void nothing() {
        StressTestResult result = new Recording("one", Instant.EPOCH).result(Outcome.FAILED, "It died.");
        assertThat(result.response().cycles()).isZero();
        assertThat(result.memory().peakMb()).isZero();
        assertThat(result.stability()).isEqualTo(50);
    }

    @Test
    @DisplayName("becomes short series, of which the slowest responses are kept")
    void series() {
        double[] cycles = new double[5000];
        cycles[1234] = 777;
        Series series = Results.recording("one", 0, 0, cycles).series();
        assertThat(series.used()).hasSizeLessThanOrEqualTo(Series.MAX).anyMatch(each -> each.value() == 300);
        assertThat(series.pressure()).hasSizeLessThanOrEqualTo(Series.MAX).anyMatch(each -> each.value() == 50);
        assertThat(series.responses()).hasSize(Series.MAX).anyMatch(each -> each.millis() == 777);
    }
}
