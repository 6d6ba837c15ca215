package dev.engram.stresstest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.stress.Expectation;
import com.acme.stress.StressRun;
import com.acme.stress.StressScenario;
import com.acme.stress.StressTestResult;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.engram.stresstest.Results;
import dev.engram.stresstest.chart.Charts;
import dev.engram.stresstest.chart.Picture;
import dev.engram.stresstest.config.ConfigFile;
import dev.engram.stresstest.console.LogFile;
import dev.engram.stresstest.grade.BusinessValue;
import dev.engram.stresstest.grade.Compared;
import dev.engram.stresstest.grade.Compared.Change;
import dev.engram.stresstest.grade.Grade;
import dev.engram.stresstest.grade.Metric;
import dev.engram.stresstest.run.Baseline;
import dev.engram.stresstest.run.Plan;
import dev.engram.stresstest.run.StressTestException;
import dev.engram.stresstest.summary.Accounts;
import dev.engram.stresstest.summary.AgentCost;
import dev.engram.stresstest.summary.ScenarioRun;
import dev.engram.stresstest.summary.TestSummary;
import dev.engram.stresstest.summary.Trend;
import dev.engram.stresstest.summary.Verdict;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The report of a test")
class ReportTest {
    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    private Path directory;

    private static ScenarioRun run(boolean agent, String scenario) {
        StressTestResult result = Results.result(scenario, agent ? 60 : 10, 2, 5, 6, 7, 9);
        StressTestResult baseline = Results.result(scenario, 0, 0, 5, 6, 7);
        return new ScenarioRun(
                scenario,
                agent,
                15,
                result,
                List.of(
                        new Verdict("the load runs to its end", true, "it did", false, ""),
                        new Verdict("more | less", !agent, "2 < 3", false, "")),
                Map.of(Metric.MEMORY_GROWTH, Grade.GOOD, Metric.STABILITY, Grade.FAIR),
                BusinessValue.of(result, baseline),
                agent ? new Accounts(10, 9, Map.of("ring_full", 1L), 9) : null,
                Compared.of(result, baseline),
                agent ? null : "one is not compared: of a test.",
                Results.recording(scenario, 10, 2, 5, 6, 7).series());
    }

    private static TestSummary summary(String partial) {
        List<ScenarioRun> runs = List.of(run(false, "one"), run(true, "one"));
        return new TestSummary(
                TestSummary.FORMAT,
                "2026-01-02T03:04:05Z",
                60,
                "comprehensive",
                partial.isEmpty() ? null : partial,
                TestSummary.Machine.here(),
                512,
                ConfigFile.defaults(),
                "old.json",
                runs,
                AgentCost.of(runs),
                List.of(new Trend("one", true, "mean response time", "ms", List.of(3.0, 4.0), Change.WITHIN_NOISE)),
                List.of("one: a limit."),
                List.of("one: do something."),
                List.of("The log can no longer be written."));
    }

    private static String markdown(TestSummary summary) {
        return MarkdownReport.of(summary, Charts.of(summary));
    }

    @Test
    @DisplayName("has six sections, the grades, what was met and what not, the baseline, and what the agent cost")
    void markdown() {
        String text = markdown(summary(""));
        assertThat(text.lines().filter(line -> line.startsWith("## ")))
                .containsExactly(
                        "## Executive Summary",
                        "## Detailed Results",
                        "## Performance Analysis",
                        "## System Limits",
                        "## Recommendations",
                        "## Business Impact");
        assertThat(text)
                .contains("1 of 2 runs met")
                .contains("good (60.0 MB)")
                .contains("| more \\| less | **not met** | 2 < 3 |")
                .contains("Beside the baseline")
                .contains("What the agent costs")
                .contains("In 1 of 1 runs with the agent recorded = exported + dropped held")
                .contains("Trends over saved runs")
                .contains("3.00 → 4.00")
                .contains("one is not compared: of a test.")
                .contains("first third 5.00, last third 9.00 ms")
                .contains("one: a limit.")
                .contains("one: do something.")
                .contains("The log can no longer be written.")
                .contains("![Heap and pressure, one](stress_test_charts/one_memory.png)")
                .doesNotContain("partial");
    }

    @Test
    @DisplayName("of a test that was ended early says that it is partial")
    void partial() {
        assertThat(markdown(summary("a signal ended the test"))).contains("**This report is partial: a signal");
        assertThat(summary("a signal ended the test").met()).isFalse();
    }

    @Test
    @DisplayName("is one HTML file, with the charts in it and nothing from elsewhere")
    void html() {
        TestSummary summary = summary("");
        String html = HtmlReport.of(summary, Charts.of(summary));
        assertThat(html)
                .contains("<h2>Business Impact</h2>")
                .contains("<td>more | less</td>\n<td><strong>not met</strong></td>\n<td>2 &lt; 3</td>")
                .contains("src=\"data:image/png;base64,")
                .doesNotContain("http://")
                .doesNotContain("https://")
                .doesNotContain("src=\"stress");
    }

    @Test
    @DisplayName("has charts that are pictures")
    void charts() throws Exception {
        List<Picture> pictures = Charts.of(summary(""));
        assertThat(pictures)
                .extracting(Picture::file)
                .contains(
                        "one_memory.png",
                        "one_response.png",
                        "one_no_agent_memory.png",
                        "one_per_agent.png",
                        "trends.png",
                        "response_times.png",
                        "stability.png",
                        "memory.png",
                        "business_value.png",
                        "agent_cost.png");
        for (Picture each : pictures) {
            assertThat(ImageIO.read(new ByteArrayInputStream(each.png())).getWidth())
                    .isPositive();
        }
    }

    @Test
    @DisplayName("as JSON is of the form that the schema says, and is a baseline for the next test")
    void json() throws Exception {
        TestSummary summary = summary("");
        String json = Json.of(summary);
        String schema = Files.readString(Path.of("../../docs/stress_test_results.schema.json"));
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(schema, InputFormat.JSON)
                        .validate(json, InputFormat.JSON))
                .isEmpty();
        assertThat(new ObjectMapper().readTree(json).get("met").asBoolean()).isFalse();
        Baseline baseline = BaselineFile.read(Files.writeString(directory.resolve("b.json"), json));
        StressScenario one = scenario("one");
        Baseline.Found found = baseline.find(new Plan.Step(one, true, 15), 512);
        assertThat(found.result()).isEqualTo(summary.runs().get(1).measured());
        assertThat(found.refused()).isNull();
        assertThat(baseline.find(new Plan.Step(one, true, 300), 512))
                .isEqualTo(new Baseline.Found(
                        null,
                        "one is not compared: the baseline ran for 15 s in a heap of 512 MB, this run for 300 s in 512 MB;"
                                + " give the same --duration and --heap."));
        assertThat(baseline.find(new Plan.Step(one, true, 15), 256).refused()).contains("in 256 MB");
        assertThat(baseline.find(new Plan.Step(scenario("two"), true, 15), 512))
                .isEqualTo(new Baseline.Found(null, null));
    }

    private static StressScenario scenario(String id) {
        return new StressScenario() {
            @Override
            public String id() {
                return id;
            }

            @Override
            public String shortName() {
                return id;
            }

            @Override
            public String purpose() {
                return "Of a test.";
            }

            @Override
            public Duration duration() {
                return Duration.ofSeconds(15);
            }

            @Override
            public List<Expectation> expectations() {
                return List.of();
            }

            @Override
            public void load(StressRun run) {}
        };
    }

    @Test
    @DisplayName("shows the trends over saved runs of the same duration and heap, once there are two")
    void trends() throws Exception {
        Path out = Files.createDirectory(directory.resolve("saved"));
        TestSummary summary = summary("");
        assertThat(new SavedRuns(out).add(summary)).isEmpty();
        Files.writeString(out.resolve(SavedRuns.NAME), "{\"cut\n", StandardOpenOption.APPEND);
        assertThat(new SavedRuns(out).add(summary))
                .hasSize(16)
                .filteredOn(each -> each.agent() && each.label().equals("stability"))
                .singleElement()
                .satisfies(each -> assertThat(each.change()).isEqualTo(Change.WITHIN_NOISE))
                .satisfies(each -> assertThat(each.figures()).hasSize(2));
        assertThat(new SavedRuns(out).add(summary))
                .allMatch(each -> each.figures().size() == 3);
    }

    @Test
    @DisplayName("is compared with no file but the results of a test")
    void wrongBaseline() throws Exception {
        Path broken = Files.writeString(directory.resolve("broken.json"), "{\n\"runs\": [");
        assertThatThrownBy(() -> BaselineFile.read(broken))
                .isInstanceOf(StressTestException.class)
                .hasMessageContaining("is no result of a stress test (line 2)");
        Path other = Files.writeString(directory.resolve("other.json"), "{\"format\": 7, \"runs\": []}");
        assertThatThrownBy(() -> BaselineFile.read(other)).isInstanceOf(StressTestException.class);
        assertThatThrownBy(() -> BaselineFile.read(directory.resolve("none.json")))
                .isInstanceOf(StressTestException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    @DisplayName("is written as five files and the charts; where one finds no room on the disk, the others are there")
    void files() throws Exception {
        Assumptions.assumeTrue(Files.exists(FULL), "only Linux has a device that is always full");
        Outputs outputs = Outputs.in(directory.resolve("out"));
        Path out = directory.resolve("out");
        Files.createSymbolicLink(out.resolve(Outputs.RESULTS), FULL);
        Files.createSymbolicLink(out.resolve(LogFile.NAME), FULL);
        List<String> said = new ArrayList<>();
        try (LogFile log = outputs.log(true, said::add)) {
            log.info("one");
            log.debug("two");
        }
        assertThat(said)
                .singleElement()
                .asString()
                .contains("memory_stress_test.log")
                .contains("goes on without");
        said.clear();
        assertThat(outputs.write(summary(""), List.of(), said::add)).isFalse();
        assertThat(said)
                .contains("one is not compared: of a test.")
                .anyMatch(each -> each.contains(Outputs.RESULTS) && each.contains("cannot be written"));
        assertThat(out.resolve(Outputs.REPORT)).isNotEmptyFile();
        assertThat(out.resolve(Outputs.PAGE)).isNotEmptyFile();
        assertThat(out.resolve(Outputs.CHARTS)).isDirectoryContaining("glob:**/one_memory.png");
    }

    @Test
    @DisplayName("goes into no directory that cannot be made")
    void unwritable() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> Outputs.in(file.resolve("out")))
                .isInstanceOf(StressTestException.class)
                .hasMessageContaining("cannot be written to")
                .hasMessageContaining("--out");
    }
}
