package dev.engram.stresstest.grade;

import com.acme.stress.StressTestResult;
import java.util.ArrayList;
import java.util.List;
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
    private static final double NOISE_SHARE = 0.10;
    private static final String MEAN_RESPONSE = "mean response time";

    /** What a difference means. */
    public enum Change {
        BETTER("better"),
        WORSE("worse"),
        WITHIN_NOISE("within noise");

        private final String label;

        Change(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /** What is compared, with the difference that is noise whatever the figure is. */
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
     * Every figure of a run beside that of a baseline. A difference counts when it is larger than 10 % of the baseline's
     * figure and than a floor; of the mean response time also larger than two standard errors of the difference.
     */
    public static List<Compared> of(StressTestResult now, StressTestResult baseline) {
        List<Compared> all = new ArrayList<>();
        for (Figure figure : FIGURES) {
            double before = figure.of().applyAsDouble(baseline);
            double after = figure.of().applyAsDouble(now);
            double noise = Math.max(figure.floor(), NOISE_SHARE * Math.abs(before));
            if (figure.label().equals(MEAN_RESPONSE)) {
                noise = Math.max(noise, 2 * Math.hypot(standardError(now), standardError(baseline)));
            }
            all.add(new Compared(
                    figure.label(),
                    figure.unit(),
                    before,
                    after,
                    change(after - before, noise, figure.higherIsBetter())));
        }
        return all;
    }

    private static Change change(double difference, double noise, boolean higherIsBetter) {
        if (Math.abs(difference) <= noise) {
            return Change.WITHIN_NOISE;
        }
        return difference > 0 == higherIsBetter ? Change.BETTER : Change.WORSE;
    }

    private static double standardError(StressTestResult result) {
        long cycles = result.response().cycles();
        return cycles == 0 ? 0 : result.response().deviationMs() / Math.sqrt((double) cycles);
    }
}
