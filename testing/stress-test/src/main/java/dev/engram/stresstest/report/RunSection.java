package dev.engram.stresstest.report;

import com.acme.stress.Outcome;
import com.acme.stress.StressTestResult;
import dev.engram.stresstest.chart.Charts;
import dev.engram.stresstest.summary.ScenarioRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One run in the report. */
final class RunSection {
    private final ScenarioRun run;
    private final StressTestResult result;

    RunSection(ScenarioRun run) {
        this.run = run;
        this.result = run.measured();
    }

    String text() {
        StringBuilder text = new StringBuilder("### " + run.scenario() + (run.agent() ? "" : ", without the agent"));
        text.append("\n\n");
        if (result.reason() != null) {
            text.append("**").append(result.reason()).append("**\n\n");
        }
        if (result.outcome() == Outcome.NOT_RUN) {
            return text.toString();
        }
        text.append(Md.table(List.of("metric", "value"), metrics()));
        text.append(Md.table(
                List.of("expected", "", "observed"),
                run.verdicts().stream()
                        .map(each -> Md.cells(each.expected(), each.met() ? "met" : "**not met**", each.observed()))
                        .toList()));
        if (!result.levels().isEmpty()) {
            text.append(Md.table(
                    List.of("level", "", "cycles", "mean ms", "p99 ms", "heap %", "errors"),
                    result.levels().stream()
                            .map(each -> Md.cells(
                                    each.name(),
                                    each.value(),
                                    each.cycles(),
                                    each.meanMs(),
                                    each.p99Ms(),
                                    each.peakPercent(),
                                    each.errors()))
                            .toList()));
        }
        if (!result.errors().first().isEmpty()) {
            text.append("The first errors:\n\n").append(Md.list(result.errors().first(), ""));
        }
        if (!run.series().samples().isEmpty()) {
            text.append(MarkdownReport.image("Heap and pressure, " + run.scenario(), Charts.memoryFile(run)));
        }
        if (!run.series().responses().isEmpty()) {
            text.append(MarkdownReport.image("Response time, " + run.scenario(), Charts.responseFile(run)));
        }
        return text.toString();
    }

    private List<List<String>> metrics() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(Md.cells("duration", Md.number(result.durationSeconds()) + " s"));
        rows.add(Md.cells(
                "memory",
                "from " + Md.number(result.memory().initialMb()) + " to "
                        + Md.number(result.memory().finalMb()) + " MB live, growth "
                        + Md.number(result.memory().growthMb()) + " MB, peak "
                        + Md.number(result.memory().peakMb()) + " of "
                        + Md.number(result.memory().capacityMb()) + " MB"));
        rows.add(Md.cells(
                "response time of " + result.response().cycles() + " cycles",
                "mean " + Md.number(result.response().meanMs()) + ", p50 "
                        + Md.number(result.response().p50Ms()) + ", p95 "
                        + Md.number(result.response().p95Ms()) + ", p99 "
                        + Md.number(result.response().p99Ms()) + ", longest "
                        + Md.number(result.response().maxMs()) + " ms"));
        rows.add(Md.cells(
                "optimizations",
                result.optimizations().count() + " of " + result.optimizations().requested() + " requests ("
                        + result.optimizations().refused() + " refused), "
                        + Md.number(result.optimizations().successRate()) + " % succeeded, "
                        + Md.number(result.optimizations().freedMb()) + " MB freed: "
                        + counts(result.optimizations().byKind())));
        rows.add(Md.cells("alerts", counts(result.alerts())));
        rows.add(Md.cells(
                "pressure",
                "mean " + Md.number(result.pressure().mean()) + ", peak "
                        + Md.number(result.pressure().peak()) + ", at the end "
                        + Md.number(result.pressure().last())));
        rows.add(Md.cells(
                "health",
                "mean " + Md.number(result.health().mean()) + ", lowest "
                        + Md.number(result.health().lowest())));
        rows.add(Md.cells("stability", Md.number(result.stability())));
        Double recovery = result.recoverySeconds();
        rows.add(Md.cells("recovery time", recovery == null ? "–" : Md.number(recovery) + " s"));
        rows.add(Md.cells(
                "errors",
                result.errors().count() + " (" + Md.number(result.errors().rate()) + " % of "
                        + (result.operations() + result.response().cycles()) + " operations and cycles) "
                        + counts(result.errors().byKind())));
        rows.add(Md.cells(
                "garbage collections",
                result.machine().collections() + ", "
                        + Md.number(result.machine().collectionSeconds()) + " s; CPU "
                        + Md.number(result.machine().cpuSeconds()) + " s"));
        rows.add(Md.cells(
                "safety",
                result.safety().healthChecks() + " health checks, "
                        + result.safety().cleanUps() + " clean-ups"
                        + (result.safety().emergencyShutdown() ? ", emergency shutdown" : "")));
        if (!result.findings().isEmpty()) {
            rows.add(Md.cells("findings", findings()));
        }
        rows.add(Md.cells("business value", Md.dollars(run.value().total())));
        if (run.accounts() != null) {
            rows.add(Md.cells("accounts of the agent", run.accounts().toString()));
        }
        return rows;
    }

    private String findings() {
        return String.join(
                ", ",
                new TreeMap<>(result.findings())
                        .entrySet().stream()
                                .map(each -> each.getKey() + " " + Md.number(each.getValue()))
                                .toList());
    }

    private static String counts(Map<String, Long> counts) {
        return String.join(
                ", ",
                new TreeMap<>(counts)
                        .entrySet().stream()
                                .map(each -> each.getKey() + " " + each.getValue())
                                .toList());
    }
}
