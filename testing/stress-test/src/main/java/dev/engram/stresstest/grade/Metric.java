package dev.engram.stresstest.grade;

import com.acme.stress.StressTestResult;
import java.util.function.ToDoubleFunction;

/**
 * The figures that are graded, with their thresholds. Each bound is strict, as in "below 0.5 s is excellent": a figure that
 * is neither acceptable nor poor is fair.
 */
public enum Metric {
    RESPONSE_TIME("response time", "s", result -> result.response().meanMs() / 1000, 0.5, 1.0, 2.0, 5.0),
    STABILITY("stability", "points", StressTestResult::stability, 95, 85, 70, 50),
    MEMORY_GROWTH("memory growth", "MB", result -> result.memory().growthMb(), 50, 100, 200, 500),
    ERROR_RATE("error rate", "%", result -> result.errors().rate(), 1, 3, 5, 10);

    private final String label;
    private final String unit;

    @SuppressWarnings("ImmutableEnumChecker") // methods of a record
    private final ToDoubleFunction<StressTestResult> figure;

    private final double excellent;
    private final double good;
    private final double acceptable;
    private final double poor;

    Metric(
            String label,
            String unit,
            ToDoubleFunction<StressTestResult> figure,
            double excellent,
            double good,
            double acceptable,
            double poor) {
        this.label = label;
        this.unit = unit;
        this.figure = figure;
        this.excellent = excellent;
        this.good = good;
        this.acceptable = acceptable;
        this.poor = poor;
    }

    public String label() {
        return label;
    }

    public String unit() {
        return unit;
    }

    public double of(StressTestResult result) {
        return figure.applyAsDouble(result);
    }

    public Grade grade(double value) {
        if (isBetter(value, acceptable)) {
            return isBetter(value, excellent) ? Grade.EXCELLENT : isBetter(value, good) ? Grade.GOOD : Grade.ACCEPTABLE;
        }
        return isBetter(poor, value) ? Grade.POOR : Grade.FAIR;
    }

    /** The thresholds, as in "below 0.5 s is excellent". */
    public String thresholds() {
        String how = higherIsBetter() ? "above" : "below";
        return label + ": " + how + " " + plain(excellent) + " is excellent, " + plain(good) + " good, "
                + plain(acceptable) + " acceptable, " + (higherIsBetter() ? "below" : "above") + " " + plain(poor) + " "
                + unit + " poor";
    }

    private static String plain(double limit) {
        return Double.toString(limit).replaceAll("\\.0$", "");
    }

    private boolean higherIsBetter() {
        return excellent > poor;
    }

    private boolean isBetter(double value, double than) {
        return higherIsBetter() ? value > than : value < than;
    }
}
