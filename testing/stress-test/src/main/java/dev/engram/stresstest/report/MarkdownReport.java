package dev.engram.stresstest.report;

import com.acme.stress.Level;
import com.acme.stress.Outcome;
import com.acme.stress.StressTestResult;
import dev.engram.stresstest.chart.Charts;
import dev.engram.stresstest.chart.Picture;
import dev.engram.stresstest.grade.Grade;
import dev.engram.stresstest.grade.Metric;
import dev.engram.stresstest.report.Md.Column;
import dev.engram.stresstest.summary.AgentCost;
import dev.engram.stresstest.summary.ScenarioRun;
import dev.engram.stresstest.summary.TestSummary;
import dev.engram.stresstest.summary.Trend;
import dev.engram.stresstest.summary.Verdict;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The report, in six sections. */
final class MarkdownReport {
    private final TestSummary summary;
    private final List<Picture> pictures;

    MarkdownReport(TestSummary summary, List<Picture> pictures) {
        this.summary = summary;
        this.pictures = pictures;
    }

    String text() {
        StringBuilder text = new StringBuilder("# Memory stress test\n\n");
        if (summary.partial() != null) {
            text.append("**This report is partial: ").append(summary.partial()).append(".**\n\n");
        }
        text.append(executiveSummary()).append("## Detailed Results\n\n");
        summary.runs().forEach(run -> text.append(details(run)));
        return text.append(analysis())
                .append("## System Limits\n\n")
                .append(Md.list(summary.limits(), "No scenario reached a limit of the memory."))
                .append("## Recommendations\n\n")
                .append(Md.list(summary.recommendations(), "None."))
                .append(businessImpact())
                .toString();
    }

    private String executiveSummary() {
        List<ScenarioRun> runs = summary.runs();
        List<Verdict> verdicts =
                runs.stream().flatMap(each -> each.verdicts().stream()).toList();
        return "## Executive Summary\n\n"
                + Md.text(
                        "**{}**: {} of {} runs met all that was expected of them, {} of {} expectations held. The test ({})"
                                + " began {} and took {} s, on Java {}, {}, {} processors; each scenario ran in a separate JVM"
                                + " with a heap of {} MB.\n\n",
                        summary.met() ? "Met" : summary.sound() ? "Met, but too slow" : "Not met",
                        runs.stream().filter(ScenarioRun::met).count(),
                        runs.size(),
                        verdicts.stream().filter(Verdict::met).count(),
                        verdicts.size(),
                        summary.selection(),
                        summary.startedAt(),
                        Math.round(summary.seconds()),
                        summary.machine().java(),
                        summary.machine().system(),
                        summary.machine().processors(),
                        summary.heapMb())
                + Md.table(
                        runs,
                        new Column<>("scenario", ScenarioRun::label),
                        new Column<>("result", MarkdownReport::result),
                        grade(Metric.RESPONSE_TIME),
                        grade(Metric.STABILITY),
                        grade(Metric.MEMORY_GROWTH),
                        grade(Metric.ERROR_RATE))
                + (summary.problems().isEmpty()
                        ? ""
                        : "Problems of the test itself:\n\n" + Md.list(summary.problems(), ""))
                + "The first recommendations:\n\n"
                + Md.list(summary.recommendations().stream().limit(3).toList(), "None.");
    }

    private static String result(ScenarioRun run) {
        if (run.measured().outcome() == Outcome.NOT_RUN) {
            return "not run";
        }
        return run.met() ? "met" : run.sound() ? "**too slow**" : "**not met**";
    }

    private static Column<ScenarioRun> grade(Metric metric) {
        return new Column<>(metric.label(), run -> {
            Grade grade = run.grades().get(metric);
            return grade == null ? "–" : Md.text("{} ({} {})", grade.label(), metric.of(run.measured()), metric.unit());
        });
    }

    private static String details(ScenarioRun run) {
        StressTestResult result = run.measured();
        StringBuilder text = new StringBuilder("### " + run.label() + "\n\n");
        if (result.reason() != null) {
            text.append("**").append(result.reason()).append("**\n\n");
        }
        if (result.outcome() == Outcome.NOT_RUN) {
            return text.toString();
        }
        text.append(Md.table(
                List.copyOf(metrics(run).entrySet()),
                new Column<>("metric", Map.Entry::getKey),
                new Column<>("value", Map.Entry::getValue)));
        text.append(Md.table(
                run.verdicts(),
                new Column<>("expected", Verdict::expected),
                new Column<>("", each -> each.met() ? "met" : each.speed() ? "**too slow**" : "**not met**"),
                new Column<>("observed", Verdict::observed)));
        if (!result.levels().isEmpty()) {
            text.append(Md.table(
                    result.levels(),
                    new Column<>("level", Level::name),
                    new Column<>("", Level::value),
                    new Column<>("cycles", Level::cycles),
                    new Column<>("mean ms", Level::meanMs),
                    new Column<>("p99 ms", Level::p99Ms),
                    new Column<>("heap %", Level::peakPercent),
                    new Column<>("errors", Level::errors),
                    new Column<>("refused", Level::refused)));
        }
        if (!result.errors().first().isEmpty()) {
            text.append("The first errors:\n\n").append(Md.list(result.errors().first(), ""));
        }
        Charts.ofRun(run).forEach(each -> text.append(Md.image(each.title(), each.file())));
        return text.toString();
    }

    private static Map<String, String> metrics(ScenarioRun run) {
        StressTestResult result = run.measured();
        StressTestResult.Memory memory = result.memory();
        StressTestResult.Response response = result.response();
        StressTestResult.Optimizations optimizations = result.optimizations();
        StressTestResult.Errors errors = result.errors();
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("duration", Md.text("{} s", result.durationSeconds()));
        rows.put(
                "memory",
                Md.text(
                        "from {} to {} MB live, growth {} MB, peak {} of {} MB",
                        memory.initialMb(),
                        memory.finalMb(),
                        memory.growthMb(),
                        memory.peakMb(),
                        memory.capacityMb()));
        rows.put(
                "response time of " + response.cycles() + " cycles",
                Md.text(
                        "mean {}, p50 {}, p95 {}, p99 {}, longest {} ms",
                        response.meanMs(),
                        response.p50Ms(),
                        response.p95Ms(),
                        response.p99Ms(),
                        response.maxMs()));
        rows.put(
                "response time over the run",
                Md.text("first third {}, last third {} ms", response.firstThirdMs(), response.lastThirdMs())
                        + optional("; before the stress {} ms", response.beforeStressMs())
                        + optional("; after the last recovery {} ms", response.afterRecoveryMs()));
        rows.put(
                "optimizations",
                Md.text(
                        "{} requested, {} refused, {} carried out, {} % of these succeeded, {} MB freed: {}",
                        optimizations.requested(),
                        optimizations.refused(),
                        optimizations.count(),
                        optimizations.successRate(),
                        optimizations.freedMb(),
                        counts(optimizations.byKind())));
        rows.put("alerts", result.alerts().isEmpty() ? "none" : counts(result.alerts()));
        rows.put(
                "pressure",
                Md.text(
                        "mean {}, peak {}, at the end {}",
                        result.pressure().mean(),
                        result.pressure().peak(),
                        result.pressure().last()));
        rows.put(
                "health",
                Md.text(
                        "mean {}, lowest {}",
                        result.health().mean(),
                        result.health().lowest()));
        rows.put("stability", Md.text(result.stability()));
        rows.put("recovery time", result.recoverySeconds() == null ? "–" : optional("{} s", result.recoverySeconds()));
        rows.put(
                "errors",
                Md.text(
                        "{} ({} % of {} operations and cycles) {}",
                        errors.count(),
                        errors.rate(),
                        result.operations() + response.cycles(),
                        counts(errors.byKind())));
        rows.put(
                "garbage collections",
                Md.text(
                        "{}, {} s; CPU {} s",
                        result.machine().collections(),
                        result.machine().collectionSeconds(),
                        result.machine().cpuSeconds()));
        rows.put(
                "safety",
                Md.text(
                        "{} health checks, {} clean-ups{}",
                        result.safety().healthChecks(),
                        result.safety().cleanUps(),
                        result.safety().emergencyShutdown() ? ", emergency shutdown" : ""));
        if (!result.findings().isEmpty()) {
            rows.put("findings", counts(result.findings()));
        }
        rows.put("business value", Md.dollars(run.value().total()));
        if (run.accounts() != null) {
            rows.put("accounts of the agent", run.accounts().toString());
        }
        return rows;
    }

    private static String optional(String pattern, @Nullable Double value) {
        return value == null ? "" : Md.text(pattern, value);
    }

    private static String counts(Map<String, ?> counts) {
        return new TreeMap<>(counts)
                .entrySet().stream()
                        .map(each -> each.getKey() + " " + Md.text((Object) each.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private String analysis() {
        StringBuilder text = new StringBuilder("## Performance Analysis\n\n");
        text.append(Md.table(
                summary.runs(),
                new Column<>("scenario", ScenarioRun::label),
                new Column<>("cycles", run -> run.measured().response().cycles()),
                new Column<>("mean ms", run -> run.measured().response().meanMs()),
                new Column<>("± ms", run -> run.measured().response().deviationMs()),
                new Column<>("p50", run -> run.measured().response().p50Ms()),
                new Column<>("p95", run -> run.measured().response().p95Ms()),
                new Column<>("p99", run -> run.measured().response().p99Ms()),
                new Column<>("first third", run -> run.measured().response().firstThirdMs()),
                new Column<>("last third", run -> run.measured().response().lastThirdMs()),
                new Column<>("CPU ms per cycle", run -> AgentCost.cpuPerCycle(run.measured())),
                new Column<>("GC s", run -> run.measured().machine().collectionSeconds())));
        text.append("Grades; a figure between acceptable and poor is fair:\n\n")
                .append(Md.list(
                        Arrays.stream(Metric.values()).map(Metric::thresholds).toList(), ""));
        if (summary.baseline() != null) {
            text.append("### Beside the baseline\n\n").append(comparison());
        }
        if (!summary.trends().isEmpty()) {
            text.append("### Trends over saved runs\n\n")
                    .append(
                            "Runs of the same duration, heap and agent, oldest first. The change is that of the last beside the"
                                    + " first of these.\n\n")
                    .append(Md.table(
                            summary.trends(),
                            new Column<>("scenario", each -> each.scenario() + (each.agent() ? "" : ", no agent")),
                            new Column<>("figure", each -> each.label() + ", " + each.unit()),
                            new Column<>(
                                    "runs",
                                    each -> each.figures().stream()
                                            .map(Md::text)
                                            .collect(Collectors.joining(" → "))),
                            new Column<Trend>("is", each -> each.change().label())));
        }
        if (!summary.agentCost().isEmpty()) {
            text.append("### What the agent costs\n\n").append(cost());
        }
        return text.toString();
    }

    private String comparison() {
        List<String> refused = summary.runs().stream()
                .map(ScenarioRun::notCompared)
                .filter(Objects::nonNull)
                .toList();
        List<Map.Entry<ScenarioRun, dev.engram.stresstest.grade.Compared>> all = summary.runs().stream()
                .flatMap(run -> run.comparison().stream().map(each -> Map.entry(run, each)))
                .toList();
        return (refused.isEmpty() ? "" : Md.list(refused, ""))
                + "A difference counts if it is larger than 10 % of the baseline's figure and than a floor.\n\n"
                + Md.table(
                        all,
                        new Column<>("scenario", each -> each.getKey().label()),
                        new Column<>(
                                "figure",
                                each -> each.getValue().label() + ", "
                                        + each.getValue().unit()),
                        new Column<>("baseline", each -> each.getValue().baseline()),
                        new Column<>("now", each -> each.getValue().now()),
                        new Column<>("is", each -> each.getValue().change().label()));
    }

    private String cost() {
        List<ScenarioRun> agents =
                summary.runs().stream().filter(ScenarioRun::agent).toList();
        return "One run without and one with the agent each: differences of some percent are the machine's, as are larger ones"
                + " if few cycles were slow.\n\n"
                + Md.table(
                        summary.agentCost(),
                        new Column<>("scenario", AgentCost::scenario),
                        pair("mean ms", AgentCost::meanMs),
                        pair("p99 ms", AgentCost::p99Ms),
                        pair("peak MB", AgentCost::peakMb),
                        pair("GC s", AgentCost::collectionSeconds),
                        pair("CPU ms per cycle", AgentCost::cpuPerCycleMs))
                + Md.text(
                        "In {} of {} runs with the agent recorded = exported + dropped held, and what was exported"
                                + " arrived.\n\n",
                        agents.stream()
                                .map(ScenarioRun::accounts)
                                .filter(each -> each != null && each.isExact())
                                .count(),
                        agents.size());
    }

    private static Column<AgentCost> pair(String head, Function<AgentCost, AgentCost.Pair> figure) {
        return new Column<>(
                head,
                each -> Md.text(
                        "{} → {}",
                        figure.apply(each).without(),
                        figure.apply(each).with()));
    }

    private String businessImpact() {
        StringBuilder text = new StringBuilder("## Business Impact\n\n");
        text.append(
                        "$0.10 for each MB that optimizations freed; against the baseline $1.00 for each second that cycles took"
                                + " less, $0.50 for each point of stability gained, $2.00 for each error avoided. ")
                .append(
                        summary.baseline() == null
                                ? "There was no baseline to compare with, so only the memory has a value.\n\n"
                                : "The baseline was " + summary.baseline() + ".\n\n")
                .append(Md.table(
                        summary.runs(),
                        new Column<>("scenario", ScenarioRun::label),
                        new Column<>("memory", run -> Md.dollars(run.value().memory())),
                        new Column<>(
                                "performance", run -> Md.dollars(run.value().performance())),
                        new Column<>("stability", run -> Md.dollars(run.value().stability())),
                        new Column<>("errors", run -> Md.dollars(run.value().errors())),
                        new Column<>("together", run -> Md.dollars(run.value().total()))))
                .append("Together ")
                .append(Md.dollars(summary.runs().stream()
                        .mapToDouble(each -> each.value().total())
                        .sum()))
                .append(".\n\n### Charts\n\n");
        List<String> ofRuns = summary.runs().stream()
                .flatMap(run -> Charts.ofRun(run).stream())
                .map(Picture::file)
                .toList();
        pictures.stream()
                .filter(each -> !ofRuns.contains(each.file()))
                .forEach(each -> text.append(Md.image(each.title(), each.file())));
        return text.toString();
    }
}
