package dev.engram.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The report of the memory's benchmark")
class BenchReportTest {

    private static BenchRun run(double add, double create, double load, double hitRate, double results)
            throws DemoException {
        return BenchRun.of("""
                {"timings":[
                  {"name":"Session Message Add","count":100,"mean":%1$s,"median":%1$s,"stdev":0.5,"p95":%1$s},
                  {"name":"Deep Memory Create","count":60,"mean":2,"median":2,"stdev":0.5,"p95":%5$s},
                  {"name":"Deep Memory Search","count":50,"mean":2,"median":2,"stdev":0.5,"p95":4},
                  {"name":"Context Loading rapid","count":100,"mean":2,"median":2,"stdev":0.5,"p95":%2$s}],
                 "hitRate":%3$s,"resultsPerQuery":%4$s,"advice":"limit 20"}""".formatted(add, load, hitRate, results, create));
    }

    @Test
    @DisplayName("shows the median of the runs without and with the agent beside each other")
    void sideBySide() throws DemoException {
        BenchReport report = new BenchReport(
                List.of(run(1, 2, 2, 0.9, 10), run(99, 2, 2, 0.9, 10), run(3, 2, 2, 0.9, 10)),
                List.of(run(4, 2, 2, 0.9, 10), run(6, 2, 2, 0.9, 10)));
        assertThat(report.timings())
                .startsWith("ms without | with the agent  times  mean         median       stdev        p95\n")
                .contains("Session Message Add          100    3.00 | 5.00  3.00 | 5.00  0.50 | 0.50  3.00 | 5.00\n");
    }

    @Test
    @DisplayName(
            "says which targets are met with the agent, and which are missed, the limit itself being one; hits and results"
                    + " are planned by the work")
    void targets() throws DemoException {
        List<BenchRun> good = List.of(run(99.9, 98, 499.9, 0.81, 5));
        List<BenchRun> bad = List.of(run(5, 2000, 500, 0.8, 4));
        assertThat(new BenchReport(bad, good).targets().lines())
                .anyMatch(line -> line.matches("memory.operation.duration +p95 < 100 ms +99.90 ms +met"))
                .anyMatch(line -> line.matches("memory.context.load.duration +p95 < 500 ms +499.90 ms +met"))
                .anyMatch(line -> line.matches("memory.search.duration +p95 < 200 ms +4.00 ms +met"))
                .anyMatch(line -> line.matches("memory.enrichment.duration +p95 < 2 s +98.00 ms +met"))
                .anyMatch(line -> line.matches("cache hit rate +> 80 % +81 % +planned"))
                .anyMatch(line -> line.matches("results of a query +5 to 20 +5 +planned"));
        assertThat(new BenchReport(good, bad).targets().lines())
                .anyMatch(line -> line.matches("memory.operation.duration +p95 < 100 ms +2000.00 ms +missed"))
                .filteredOn(line -> line.endsWith("missed"))
                .hasSize(5);
    }

    @Test
    @DisplayName("gives the application's own advice")
    void advice() throws DemoException {
        BenchRun run = run(1, 2, 2, 0.9, 10);
        assertThat(new BenchReport(List.of(run), List.of(run)).advice()).isEqualTo("limit 20");
    }

    @Test
    @DisplayName("names what is slower than in a saved baseline by more than the rounds of either differ, and by 10 %")
    void regressions(@TempDir Path folder) throws DemoException {
        Path file = folder.resolve("bench.json");
        List<BenchRun> calm = List.of(run(1, 2, 2, 0.9, 10), run(1.1, 2, 2, 0.9, 10), run(1.2, 2, 2, 0.9, 10));
        new BenchBaseline(calm, calm).save(file);
        BenchBaseline baseline = BenchBaseline.read(file);
        assertThat(baseline).isEqualTo(new BenchBaseline(calm, calm));
        assertThat(baseline.regressions(baseline)).isEmpty();

        List<BenchRun> slower = List.of(run(1.6, 2, 2.1, 0.9, 10), run(1.5, 2, 2.1, 0.9, 10));
        assertThat(baseline.regressions(new BenchBaseline(calm, slower)))
                .containsExactly("Session Message Add with the agent takes 1.55 ms, 1.10 ms in the baseline (+41 %;"
                        + " the rounds differ by 0.20 ms).");
        List<BenchRun> fast = List.of(run(0.02, 2, 2, 0.9, 10));
        assertThat(new BenchBaseline(fast, fast)
                        .regressions(new BenchBaseline(fast, List.of(run(0.06, 2, 2, 0.9, 10)))))
                .as("0.04 ms are no regression, though they are +200 %%")
                .isEmpty();
        List<BenchRun> noisy = List.of(run(1, 2, 2, 0.9, 10), run(2, 2, 2, 0.9, 10));
        assertThat(baseline.regressions(new BenchBaseline(noisy, calm))).isEmpty();
    }

    @Test
    @DisplayName("is compared with a baseline only; another file is refused in one sentence")
    void noBaseline(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("bench.json");
        assertThatExceptionOfType(DemoException.class)
                .isThrownBy(() -> BenchBaseline.read(file))
                .withMessage("There is no baseline " + file + "; write one by --save.");
        for (String content : List.of("", "no JSON", "{}", "[]", "null", "{\"with\":[],\"without\":[]}")) {
            Files.writeString(file, content);
            assertThatExceptionOfType(DemoException.class)
                    .as(content)
                    .isThrownBy(() -> BenchBaseline.read(file))
                    .withMessage(file + " is no baseline; write one by --save.");
        }
    }

    @Test
    @DisplayName("is not made of anything but a result")
    void noResult() {
        assertThatExceptionOfType(DemoException.class)
                .isThrownBy(() -> BenchRun.of("Redis is full"))
                .withMessage("The application's benchmark printed no result but: Redis is full");
        assertThatExceptionOfType(DemoException.class).isThrownBy(() -> BenchRun.of("{\"timings\":[]}"));
    }
}
