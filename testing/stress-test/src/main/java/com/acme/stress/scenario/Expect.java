package com.acme.stress.scenario;

import com.acme.stress.Expectation;
import com.acme.stress.StressTestResult;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.function.ToDoubleFunction;

/** Expectations that several scenarios have. */
final class Expect {
    private Expect() {}

    static Expectation below(String text, double limit, String unit, ToDoubleFunction<StressTestResult> figure) {
        return compared(text, "below", limit, unit, figure, (value, than) -> value < than);
    }

    static Expectation above(String text, double limit, String unit, ToDoubleFunction<StressTestResult> figure) {
        return compared(text, "above", limit, unit, figure, (value, than) -> value > than);
    }

    static Expectation atLeast(String text, double limit, String unit, ToDoubleFunction<StressTestResult> figure) {
        return compared(text, "at least", limit, unit, figure, (value, than) -> value >= than);
    }

    private static Expectation compared(
            String text,
            String how,
            double limit,
            String unit,
            ToDoubleFunction<StressTestResult> figure,
            BiPredicate<Double, Double> holds) {
        String behind = unit.isEmpty() ? "" : " " + unit;
        return new Expectation(text + " " + how + " " + number(limit) + behind, result -> {
            double value = figure.applyAsDouble(result);
            return new Expectation.Finding(holds.test(value, limit), number(value) + behind);
        });
    }

    static Expectation stability(double above) {
        return above("stability", above, "points", StressTestResult::stability)
                .orElse(
                        "fix the errors that the report lists first, then what keeps the memory from becoming small again");
    }

    static Expectation meanResponseBelow(double seconds) {
        return below(
                        "mean response time",
                        seconds,
                        "s",
                        result -> result.response().meanMs() / 1000)
                .dependingOnSpeed()
                .orElse("raise collectAbovePercent, switch measuring off (withMeasured(false)), or give more heap with"
                        + " --heap: cycles wait for collections");
    }

    static Expectation errorsBelow(double percent) {
        return below("error rate", percent, "%", result -> result.errors().rate())
                .orElse(
                        "fix what the first errors in the report name; for an OutOfMemoryError give more heap with --heap");
    }

    static Expectation growthBelow(double megabytes) {
        return below("memory growth", megabytes, "MB", result -> result.memory().growthMb())
                .orElse("lower the limit of the part that grew (StateLimits), or release it in an optimization");
    }

    static Expectation pressureAbove(double points) {
        return above(
                        "pressure score",
                        points,
                        "points",
                        result -> result.pressure().peak())
                .orElse("raise memory_pressure_targets: the heap was not full enough to test this");
    }

    static Expectation optimized() {
        return atLeast(
                        "optimizations that succeeded",
                        1,
                        "",
                        result -> result.optimizations().succeeded())
                .orElse("look in the log for the reason of each optimization that failed");
    }

    /** One of the strategies was carried out. */
    static Expectation carriedOut(String text, String... kinds) {
        return atLeast(
                        text + " (" + String.join(", ", kinds) + ")",
                        1,
                        "times",
                        result -> Arrays.stream(kinds)
                                .mapToLong(
                                        kind -> result.optimizations().byKind().getOrDefault(kind, 0L))
                                .sum())
                .orElse("lower the threshold in Planner at which the manager asks for it, or raise its priority");
    }

    static Expectation alerted(String kind) {
        return atLeast("alerts " + kind, 1, "", result -> result.alertsOf(kind))
                .orElse("lower the threshold of this alert in AlertRules");
    }

    /** None of the alerts of a memory that is full, leaks or will be full. */
    static Expectation noAlerts() {
        return below(
                        "alerts",
                        1,
                        "",
                        result -> result.alerts().values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                .orElse(
                        "read the alerts in the log: either the memory is not as it should be, or a threshold is too low");
    }

    static Expectation freed() {
        return above("memory freed", 0, "MB", result -> result.optimizations().freedMb())
                .orElse("let optimizations release what the agents keep");
    }

    static Expectation recovered() {
        return new Expectation("recovered from the stress", result -> {
                    Double seconds = result.recoverySeconds();
                    return new Expectation.Finding(
                            seconds != null, seconds == null ? "not" : "in " + number(seconds) + " s");
                })
                .orElse("release after the stress what still lives, or give the recovery more time with --duration");
    }

    static Expectation reached(double percent) {
        return atLeast("heap used", percent, "%", result -> result.memory().peakPercent())
                .orElse("raise memory_pressure_targets, or run longer with --duration");
    }

    /** The largest of a scenario's levels at which there were cycles. */
    static double highestLevel(StressTestResult result) {
        return result.levels().stream()
                .filter(level -> level.cycles() > 0)
                .mapToDouble(level -> level.value())
                .max()
                .orElse(0);
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.3f" : "%.1f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }
}
