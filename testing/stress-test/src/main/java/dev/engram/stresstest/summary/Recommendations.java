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
            String name = run.label();
            outcome(run.measured(), name, all);
            for (Map.Entry<Metric, Grade> each : run.grades().entrySet()) {
                if (each.getValue().compareTo(Grade.FAIR) >= 0) {
                    all.add(advice(each.getKey(), each.getValue(), run.measured(), name));
                }
            }
            run.verdicts().stream()
                    .skip(1) // how it ended is said already
                    .filter(verdict -> !verdict.met())
                    .forEach(verdict -> all.add(name + ": expected was " + verdict.expected() + ", observed "
                            + verdict.observed()
                            + (verdict.advice().isEmpty() ? "" : "; " + verdict.advice())
                            + (verdict.speed() ? " (a slow machine can be the reason)." : ".")));
            StressTestResult.Optimizations optimizations = run.measured().optimizations();
            if (optimizations.refused() > 0) {
                all.add(String.format(
                        Locale.ROOT,
                        "%s: %,d requests for optimization were refused; carry out more per cycle (optimizationsPerCycle),"
                                + " switch measuring off (withMeasured(false)), or ask for the same again only when the"
                                + " first is done.",
                        name,
                        optimizations.refused()));
            }
            run.comparison().stream()
                    .filter(each -> each.change() == Compared.Change.WORSE)
                    .forEach(each -> all.add(String.format(
                            Locale.ROOT,
                            "%s: %s is worse than in the baseline, %.1f %s after %.1f; bisect the changes with --scenario and --baseline.",
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
                "raise collectAbovePercent, switch measuring off (withMeasured(false)), or give more heap with --heap";
            case STABILITY -> "fix its first errors, then what is left of the pressure at the end";
            case MEMORY_GROWTH ->
                "lower the limit of the part that grew (StateLimits), or release it in an optimization";
            case ERROR_RATE -> "fix what the first errors name; for an OutOfMemoryError give more heap with --heap";
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
