package dev.engram.stresstest.report;

import dev.engram.stresstest.summary.AgentCost;
import dev.engram.stresstest.summary.ScenarioRun;
import dev.engram.stresstest.summary.TestSummary;
import java.util.List;
import java.util.Locale;

/** The runs beside each other, beside a baseline, and without and with the agent. */
final class AnalysisSection {
    private final TestSummary summary;

    AnalysisSection(TestSummary summary) {
        this.summary = summary;
    }

    String text() {
        StringBuilder text = new StringBuilder("## Performance Analysis\n\n");
        text.append(Md.table(
                List.of(
                        "scenario",
                        "agent",
                        "cycles",
                        "mean ms",
                        "± ms",
                        "p50",
                        "p95",
                        "p99",
                        "CPU ms a cycle",
                        "GC s"),
                summary.runs().stream()
                        .map(run -> Md.cells(
                                run.scenario(),
                                run.agent() ? "with" : "without",
                                run.measured().response().cycles(),
                                run.measured().response().meanMs(),
                                run.measured().response().deviationMs(),
                                run.measured().response().p50Ms(),
                                run.measured().response().p95Ms(),
                                run.measured().response().p99Ms(),
                                1000
                                        * run.measured().machine().cpuSeconds()
                                        / Math.max(1, run.measured().response().cycles()),
                                run.measured().machine().collectionSeconds()))
                        .toList()));
        text.append(
                "Grades: response time below 0.5 s is excellent, 1 s good, 2 s acceptable, above 5 s poor; stability above 95,"
                        + " 85, 70, below 50; growth below 50, 100, 200, above 500 MB; errors below 1, 3, 5, above 10 %. What lies"
                        + " between acceptable and poor is graded fair.\n\n");
        if (summary.baseline() != null) {
            text.append("### Beside the baseline\n\n").append(comparison());
        }
        if (!summary.agentCost().isEmpty()) {
            text.append("### What the agent costs\n\n").append(cost());
        }
        return text.toString();
    }

    private String comparison() {
        return "A difference counts when it is larger than 10 % of the baseline's figure and than a floor.\n\n"
                + Md.table(
                        List.of("scenario", "figure", "baseline", "now", "is"),
                        summary.runs().stream()
                                .flatMap(run -> run.comparison().stream()
                                        .map(each -> Md.cells(
                                                run.scenario() + (run.agent() ? "" : ", no agent"),
                                                each.label() + ", " + each.unit(),
                                                each.baseline(),
                                                each.now(),
                                                each.change().label())))
                                .toList());
    }

    private String cost() {
        long accounted = summary.runs().stream()
                .filter(ScenarioRun::agent)
                .map(ScenarioRun::accounts)
                .filter(each -> each != null && each.isExact())
                .count();
        long agents = summary.runs().stream().filter(ScenarioRun::agent).count();
        return "One run without and one with the agent each: differences of some percent are the machine's, as are larger ones"
                + " where few cycles were slow.\n\n"
                + Md.table(
                        List.of("scenario", "mean ms", "p99 ms", "peak MB", "GC s", "CPU ms a cycle"),
                        summary.agentCost().stream()
                                .map(each -> Md.cells(
                                        each.scenario(),
                                        pair(each.meanMs()),
                                        pair(each.p99Ms()),
                                        pair(each.peakMb()),
                                        pair(each.collectionSeconds()),
                                        pair(each.cpuPerCycleMs())))
                                .toList())
                + String.format(
                        Locale.ROOT,
                        "In %d of %d runs with the agent recorded = exported + dropped held, and what was exported arrived.%n%n",
                        accounted,
                        agents);
    }

    private static String pair(AgentCost.Pair pair) {
        return Md.number(pair.without()) + " → " + Md.number(pair.with());
    }
}
