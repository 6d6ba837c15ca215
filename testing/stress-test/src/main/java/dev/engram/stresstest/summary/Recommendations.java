package dev.engram.stresstest.summary;

import com.acme.stress.Outcome;
import com.acme.stress.StressTestResult;
import dev.engram.stresstest.grade.Compared;
import dev.engram.stresstest.grade.Grade;
import dev.engram.stresstest.grade.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What to do, concluded from what was measured. */
public final class Recommendations {
    private Recommendations() {}

    public static List<String> of(List<ScenarioRun> runs) {
        List<String> all = new ArrayList<>();
        for (ScenarioRun run : runs) {
            String name = run.scenario() + (run.agent() ? " with the agent" : " without the agent");
            outcome(run.measured(), name, all);
            for (Map.Entry<Metric, Grade> each : run.grades().entrySet()) {
                if (each.getValue().compareTo(Grade.FAIR) >= 0) {
                    all.add(advice(each.getKey(), each.getValue(), run.measured(), name));
                }
            }
            run.verdicts().stream()
                    .skip(1) // how it ended is said already
                    .filter(verdict -> !verdict.met())
                    .forEach(verdict -> all.add(name + ": not met was '" + verdict.expected() + "' ("
                            + verdict.observed() + "); look there."));
            run.comparison().stream()
                    .filter(each -> each.change() == Compared.Change.WORSE)
                    .forEach(each -> all.add(String.format(
                            Locale.ROOT,
                            "%s: %s is worse than in the baseline, %.1f %s after %.1f; find what has changed.",
                            name,
                            each.label(),
                            each.now(),
                            each.unit(),
                            each.baseline())));
        }
        if (all.isEmpty()) {
            all.add(
                    "All that was expected was met, and no figure is graded fair or poor; keep this result as a baseline.");
        }
        return all;
    }

    private static void outcome(StressTestResult result, String name, List<String> all) {
        if (result.outcome() == Outcome.FAILED
                || result.outcome() == Outcome.HUNG
                || result.outcome() == Outcome.NOT_RUN) {
            all.add(name + ": " + result.reason());
        }
    }

    private static String advice(Metric metric, Grade grade, StressTestResult result, String name) {
        String advice = switch (metric) {
            case RESPONSE_TIME ->
                "cycles wait for garbage collections and optimizations; collect less often, or give more heap";
            case STABILITY -> "see its errors, its slowest cycles and what was left of the pressure";
            case MEMORY_GROWTH -> "something is kept that no optimization frees; look at what grew";
            case ERROR_RATE -> "operations fail under this stress; the first messages say why";
        };
        return String.format(
                Locale.ROOT,
                "%s: %s is %s (%.1f %s): %s.",
                name,
                metric.label(),
                grade.label(),
                metric.of(result),
                metric.unit(),
                advice);
    }
}
