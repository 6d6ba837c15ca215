package dev.engram.stresstest.grade;

import com.acme.stress.StressTestResult;
import org.jspecify.annotations.Nullable;

/**
 * What a run was worth, in dollars: $0.10 for each MB that optimizations freed, and against a reference run $1.00 for each
 * second that its cycles took less, $0.50 for each point of stability gained and $2.00 for each error avoided. What is
 * worse than the reference counts 0. Without a reference only the memory has a value.
 *
 * @param memory for MB saved
 * @param performance for seconds saved
 * @param stability for points gained
 * @param errors for errors avoided
 * @param hasReference whether there was a run to compare with
 */
public record BusinessValue(double memory, double performance, double stability, double errors, boolean hasReference) {
    private static final double PER_MB = 0.10;
    private static final double PER_SECOND = 1.00;
    private static final double PER_POINT = 0.50;
    private static final double PER_ERROR = 2.00;

    /** The value of a run against another of the same scenario, null where there is none. */
    public static BusinessValue of(StressTestResult result, @Nullable StressTestResult reference) {
        double memory = PER_MB * result.optimizations().freedMb();
        if (reference == null) {
            return new BusinessValue(memory, 0, 0, 0, false);
        }
        long cycles = result.response().cycles();
        double secondsSaved =
                cycles * (reference.response().meanMs() - result.response().meanMs()) / 1000;
        // As many operations as here, at the reference's rate: runs may differ in length.
        double attempts = cycles + result.operations();
        double errorsAvoided =
                attempts * reference.errors().rate() / 100 - result.errors().count();
        return new BusinessValue(
                memory,
                PER_SECOND * Math.max(0, secondsSaved),
                PER_POINT * Math.max(0, result.stability() - reference.stability()),
                PER_ERROR * Math.max(0, errorsAvoided),
                true);
    }

    public double total() {
        return memory + performance + stability + errors;
    }
}
