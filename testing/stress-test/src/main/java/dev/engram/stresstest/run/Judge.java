package dev.engram.stresstest.run;

import com.acme.stress.Expectation;
import com.acme.stress.Outcome;
import com.acme.stress.StressScenario;
import com.acme.stress.StressTestResult;
import dev.engram.stresstest.grade.BusinessValue;
import dev.engram.stresstest.grade.Compared;
import dev.engram.stresstest.grade.Grade;
import dev.engram.stresstest.grade.Metric;
import dev.engram.stresstest.record.Series;
import dev.engram.stresstest.summary.Accounts;
import dev.engram.stresstest.summary.ScenarioRun;
import dev.engram.stresstest.summary.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Concludes from what was measured. */
final class Judge {
    private Judge() {}

    static ScenarioRun of(
            Plan.Step step,
            StressTestResult result,
            @Nullable Accounts accounts,
            Series series,
            Baseline.Found baseline) {
        StressTestResult reference = result.outcome() == Outcome.NOT_RUN ? null : baseline.result();
        return new ScenarioRun(
                result.scenario(),
                step.agent(),
                step.seconds(),
                result,
                verdicts(step, result, accounts),
                grades(result),
                BusinessValue.of(result, reference),
                accounts,
                reference == null ? List.of() : Compared.of(result, reference),
                baseline.refused(),
                series);
    }

    private static List<Verdict> verdicts(Plan.Step step, StressTestResult result, @Nullable Accounts accounts) {
        List<Verdict> verdicts = new ArrayList<>();
        verdicts.add(completed(step.scenario(), result));
        if (result.outcome() != Outcome.NOT_RUN) {
            for (Expectation each : step.scenario().expectations()) {
                Expectation.Finding finding = each.of(result);
                verdicts.add(new Verdict(each.text(), finding.met(), finding.observed(), each.speed(), each.advice()));
            }
        }
        if (step.agent() && result.outcome() != Outcome.NOT_RUN) {
            verdicts.add(new Verdict(
                    "the agent accounts for every call: recorded = exported + dropped, and what was exported arrived",
                    accounts != null && accounts.isExact(),
                    accounts == null ? "the JVM ended before the agent could say" : accounts.toString(),
                    false,
                    "report it as a fault of Engram, with the log"));
        }
        return verdicts;
    }

    private static Verdict completed(StressScenario scenario, StressTestResult result) {
        boolean met = result.outcome() == Outcome.COMPLETED
                || (result.outcome() == Outcome.EMERGENCY_SHUTDOWN && scenario.seeksLimit());
        String reason = result.reason();
        return new Verdict(
                scenario.seeksLimit()
                        ? "the load runs to its end or to the emergency shutdown"
                        : "the load runs to its end",
                met,
                reason == null ? "it did" : reason,
                false,
                "");
    }

    private static Map<Metric, Grade> grades(StressTestResult result) {
        Map<Metric, Grade> grades = new EnumMap<>(Metric.class);
        if (result.outcome() != Outcome.NOT_RUN) {
            for (Metric metric : Metric.values()) {
                grades.put(metric, metric.grade(metric.of(result)));
            }
        }
        return grades;
    }
}
