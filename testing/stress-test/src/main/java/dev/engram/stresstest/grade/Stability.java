package dev.engram.stresstest.grade;

import com.acme.stress.Outcome;
import com.acme.stress.StressTestResult;

/**
 * The stability score, 0 to 100: 100, less
 *
 * <ul>
 *   <li>4 for each percent of errors, at most 40;
 *   <li>5 for each second of the response time's standard deviation, at most 5: a memory that answers in milliseconds is stable however
 *       much they vary;
 *   <li>20 × memory growth ÷ capacity of the heap, at most 20;
 *   <li>20 × the part of the pressure above 70 that is left at the end, ÷ 30;
 *   <li>20 for an emergency shutdown, 50 for a run that did not get to its end.
 * </ul>
 */
public final class Stability {
    private static final double ALERT_PRESSURE = 70;

    private Stability() {}

    public static double of(StressTestResult result) {
        double score = 100
                - Math.min(40, 4 * result.errors().rate())
                - 5 * clamp(result.response().deviationMs() / 1000)
                - growth(result.memory())
                - 20 * clamp((result.pressure().last() - ALERT_PRESSURE) / (100 - ALERT_PRESSURE))
                - end(result.outcome());
        return Math.max(0, Math.min(100, score));
    }

    private static double growth(StressTestResult.Memory memory) {
        return memory.capacityMb() == 0 ? 0 : 20 * clamp(memory.growthMb() / memory.capacityMb());
    }

    private static double end(Outcome outcome) {
        return switch (outcome) {
            case COMPLETED, INTERRUPTED -> 0;
            case EMERGENCY_SHUTDOWN -> 20;
            case FAILED, HUNG -> 50;
            case NOT_RUN -> 100;
        };
    }

    private static double clamp(double share) {
        return Math.max(0, Math.min(1, share));
    }
}
