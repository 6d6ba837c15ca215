package com.acme.stress.scenario;

import com.acme.stress.Expectation;
import com.acme.stress.StressTestResult;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Expectations that several scenarios have. */
final class Expect {
    private Expect() {}

    static Expectation below(String text, double limit, String unit, ToDoubleFunction<StressTestResult> figure) {
        return new Expectation(text + " below " + number(limit) + " " + unit, result -> {
            double value = figure.applyAsDouble(result);
            return new Expectation.Finding(value < limit, number(value) + " " + unit);
        });
    }

    static Expectation above(String text, double limit, String unit, ToDoubleFunction<StressTestResult> figure) {
        return new Expectation(text + " above " + number(limit) + " " + unit, result -> {
            double value = figure.applyAsDouble(result);
            return new Expectation.Finding(value > limit, number(value) + " " + unit);
        });
    }

    static Expectation atLeast(String text, double limit, String unit, ToDoubleFunction<StressTestResult> figure) {
        return new Expectation(text + " at least " + number(limit) + " " + unit, result -> {
            double value = figure.applyAsDouble(result);
            return new Expectation.Finding(value >= limit, number(value) + " " + unit);
        });
    }

    static Expectation stability(double above) {
        return above("stability", above, "points", StressTestResult::stability);
    }

    static Expectation optimized() {
        return atLeast(
                "optimizations that succeeded",
                1,
                "",
                result -> result.optimizations().succeeded());
    }

    /** One of the strategies was carried out. */
    static Expectation carriedOut(String text, String... kinds) {
        return atLeast(
                text + " (" + String.join(", ", kinds) + ")",
                1,
                "times",
                result -> Arrays.stream(kinds)
                        .mapToLong(kind -> result.optimizations().byKind().getOrDefault(kind, 0L))
                        .sum());
    }

    static Expectation alerted(String kind) {
        return atLeast("alerts " + kind, 1, "", result -> result.alerts(kind));
    }

    static Expectation freed() {
        return above("memory freed", 0, "MB", result -> result.optimizations().freedMb());
    }

    static Expectation recovered() {
        return new Expectation("recovered from the stress", result -> {
            Double seconds = result.recoverySeconds();
            return new Expectation.Finding(seconds != null, seconds == null ? "not" : "in " + number(seconds) + " s");
        });
    }

    static Expectation reached(double percent) {
        return atLeast("heap used", percent, "%", result -> result.memory().peakPercent());
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.3f" : "%.1f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }
}
