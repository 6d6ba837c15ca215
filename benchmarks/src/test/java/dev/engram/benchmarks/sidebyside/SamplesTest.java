package dev.engram.benchmarks.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Samples become a table")
class SamplesTest {

    private final Samples samples = new Samples();

    @Test
    @DisplayName("what is added is the difference to no agent in the same round, and its median is shown")
    void added() {
        for (int round = 0; round < 3; round++) {
            samples.addOver(Figure.BURST_1, Variant.NONE, 100 + 50 * round);
            samples.addOver(Figure.BURST_1, Variant.ENGRAM, 180 + 60 * round);
            samples.addOver(Figure.BURST_1, Variant.OTEL, 1000 + 50 * round);
        }
        assertThat(samples.median(Figure.BURST_1, Variant.ENGRAM)).isEqualTo(90);
        assertThat(print(report -> report::print))
                .contains("| measure | no agent | Engram | OpenTelemetry agent |")
                .contains("| added per call, 1 thread | 150 ns (100–200) | 90 ns (80–100) | 900 ns (900–900) ×10.0 |");
    }

    @Test
    @DisplayName("a budget is met or missed as it is shown; what was not measured says so")
    void budgets() {
        samples.add(Figure.BURST_1, Variant.ENGRAM, 120.4);
        samples.add(Figure.BYTES, Variant.ENGRAM, 0.04);
        samples.add(Figure.MINUTE_DELIVERED, Variant.ENGRAM, 99.9);
        assertThat(print(report -> report::printBudgets))
                .contains("| added per call, 1 thread | ≤ 120 ns | 120 ns | met |")
                .contains("per call | ≤ 0.0 B | 0.0 B | met |")
                .contains("for 60 s | ≥ 100.000 % | 99.900 % | **missed** |")
                .contains("| added per call, 2 threads | ≤ 200 ns |  | not measured |");
    }

    @Test
    @DisplayName("a variant of which nothing arrives has no figure, nor has one that should be silent and is not")
    void delivered() throws Exception {
        assertThat(Run.delivered(Variant.OTEL, 50, 200)).isEqualTo(25);
        assertThat(Run.delivered(Variant.ENGRAM_UNSAMPLED, 0, 200)).isZero();
        assertThatThrownBy(() -> Run.delivered(Variant.OTEL, 0, 200))
                .isInstanceOf(BenchmarkException.class)
                .hasMessage("OpenTelemetry agent delivered nothing.");
        assertThatThrownBy(() -> Run.delivered(Variant.ENGRAM_DISABLED, 1, 200)).isInstanceOf(BenchmarkException.class);
    }

    private String print(Function<Report, Consumer<PrintStream>> what) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Report report = new Report(samples, List.of(Variant.NONE, Variant.ENGRAM, Variant.OTEL));
        what.apply(report).accept(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
