package dev.engram.stresstest.summary;

import com.acme.stress.Level;
import com.acme.stress.StressTestResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where the memory reached its limits, in sentences with figures. */
public final class Limits {
    private static final double GOOD_SECONDS = 1.0;

    private Limits() {}

    public static List<String> of(List<ScenarioRun> runs) {
        List<String> limits = new ArrayList<>();
        for (ScenarioRun run : runs) {
            StressTestResult result = run.measured();
            String name = run.label();
            Double limit = result.findings().get("limit_percent");
            if (limit != null) {
                limits.add(String.format(
                        Locale.ROOT,
                        "%s: the memory works up to %.0f %% of the heap; a cycle takes %.0f ms on average there.",
                        name,
                        limit,
                        1000 * result.finding("mean_response_at_limit_s")));
            }
            StressTestResult.Optimizations optimizations = result.optimizations();
            if (optimizations.refused() > 0) {
                limits.add(String.format(
                        Locale.ROOT,
                        "%s: %sthe queue of optimizations is full; %,d of %,d requests (%.0f %%) were refused, %,d were"
                                + " carried out.",
                        name,
                        result.levels().stream()
                                .filter(level -> level.refused() > 0)
                                .findFirst()
                                .map(level -> "from " + at(level) + " on, ")
                                .orElse(""),
                        optimizations.refused(),
                        optimizations.requested(),
                        100.0 * optimizations.refused() / optimizations.requested(),
                        optimizations.count()));
            }
            if (result.safety().emergencyShutdown()) {
                limits.add(name + ": the emergency shutdown ended the load, with "
                        + String.format(Locale.ROOT, "%.1f", result.memory().peakPercent()) + " % of the heap used.");
            }
            result.levels().stream()
                    .filter(level -> level.p99Ms() > 1000 * GOOD_SECONDS || level.errors() > 0)
                    .findFirst()
                    .ifPresent(level -> limits.add(name + ": " + sentence(level)));
        }
        return limits;
    }

    private static String sentence(Level level) {
        return String.format(
                Locale.ROOT,
                "from %s on, %s (p99 of the cycles %.0f ms, errors %d, heap up to %.0f %%).",
                at(level),
                level.errors() > 0 ? "operations fail" : "the slowest cycles take more than 1 s",
                level.p99Ms(),
                level.errors(),
                level.peakPercent());
    }

    private static String at(Level level) {
        return level.name() + " = " + Double.toString(level.value()).replaceAll("\\.0$", "");
    }
}
