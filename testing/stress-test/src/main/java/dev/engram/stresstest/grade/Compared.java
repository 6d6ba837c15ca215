package dev.engram.stresstest.grade;

import com.acme.stress.StressTestResult;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * One figure beside that of a baseline.
 *
 * @param label of the figure
 * @param unit of the figure
 * @param baseline the figure there
 * @param now the figure here
 * @param change what the difference means
 */
public record Compared(String label, String unit, double baseline, double now, Change change) {
    /** A difference counts if it is larger than this part of the earlier figure, and than a floor. */
    public static final double NOISE_SHARE = 0.10;

    /** What a difference means. */
    public enum Change {
        BETTER,
        WORSE,
        WITHIN_NOISE;

        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * What is compared.
     *
     * @param floor the difference that is noise whatever the figure is
     */
    private record Figure(
            String label, String unit, boolean higherIsBetter, double floor, ToDoubleFunction<StressTestResult> of) {}

    private static final List<Figure> FIGURES = List.of(
            new Figure(
                    "mean response time",
                    "ms",
                    false,
                    2,
                    result -> result.response().meanMs()),
            new Figure(
                    "p99 response time",
                    "ms",
                    false,
                    20,
                    result -> result.response().p99Ms()),
            new Figure(
                    "memory growth", "MB", false, 10, result -> result.memory().growthMb()),
            new Figure("peak memory", "MB", false, 10, result -> result.memory().peakMb()),
            new Figure("stability", "points", true, 2, StressTestResult::stability),
            new Figure("error rate", "%", false, 0.5, result -> result.errors().rate()),
            new Figure(
                    "optimization success rate",
                    "%",
                    true,
                    2,
                    result -> result.optimizations().successRate()),
            new Figure(
                    "mean health", "points", true, 2, result -> result.health().mean()));

    /**
     * Every figure of a run beside that of an earlier one. A difference counts if it is larger than 10 % of the earlier figure and than
     * a floor; of the mean response time also larger than two standard errors of the difference.
     */
    public static List<Compared> of(StressTestResult now, StressTestResult earlier) {
        double error = 2 * Math.hypot(standardError(now), standardError(earlier));
        return FIGURES.stream()
                .map(figure -> of(figure, now, earlier, figure.equals(FIGURES.get(0)) ? error : 0))
                .toList();
    }

    private static Compared of(Figure figure, StressTestResult now, StressTestResult earlier, double error) {
        double before = figure.of().applyAsDouble(earlier);
        double after = figure.of().applyAsDouble(now);
        double noise = Math.max(Math.max(figure.floor(), error), NOISE_SHARE * Math.abs(before));
        Change change = Math.abs(after - before) <= noise
                ? Change.WITHIN_NOISE
                : after > before == figure.higherIsBetter() ? Change.BETTER : Change.WORSE;
        return new Compared(figure.label(), figure.unit(), before, after, change);
    }

    private static double standardError(StressTestResult result) {
        long cycles = result.response().cycles();
        return cycles == 0 ? 0 : result.response().deviationMs() / Math.sqrt((double) cycles);
    }
}
