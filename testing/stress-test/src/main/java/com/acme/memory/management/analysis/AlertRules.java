package com.acme.memory.management.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says of an assessment what somebody should know. */
public final class AlertRules {
    private static final double HOLES = 0.25;

    private AlertRules() {}

    /** The alerts; none where all is well. */
    public static List<Alert> check(Assessment assessment) {
        return new Check(assessment).alerts();
    }

    private static final class Check {
        private final Assessment assessment;
        private final MemorySample sample;
        private final List<Alert> alerts = new ArrayList<>();

        Check(Assessment assessment) {
            this.assessment = assessment;
            this.sample = assessment.statistics().sample();
        }

        List<Alert> alerts() {
            above(
                    AlertType.HIGH_MEMORY_PRESSURE,
                    assessment.pressure(),
                    70,
                    assessment.pressure() > 85 ? Level.HIGH : Level.MEDIUM,
                    "The memory pressure is %.0f of 100, above %.0f.");
            above(
                    AlertType.PREDICTED_MEMORY_CRISIS,
                    assessment.prediction().percent(),
                    90,
                    Level.HIGH,
                    "The heap will be %.0f %% used, above %.0f %%.");
            if (!assessment.opportunities().isEmpty()) {
                add(
                        AlertType.OPTIMIZATION_OPPORTUNITIES,
                        Level.LOW,
                        "Memory can be freed: " + String.join(", ", assessment.opportunities()) + ".");
            }
            above(
                    AlertType.HIGH_MEMORY_USAGE,
                    sample.usedPercent(),
                    85,
                    sample.usedPercent() > 95 ? Level.HIGH : Level.MEDIUM,
                    "The heap is %.0f %% used, above %.0f %%.");
            above(
                    AlertType.HIGH_PROCESS_MEMORY,
                    sample.usedMegabytes(),
                    500,
                    Level.LOW,
                    "The process has %.0f MB of 1,024, above %.0f MB.");
            above(
                    AlertType.LARGE_VECTOR_STORE,
                    sample.vectorMegabytes(),
                    800,
                    Level.MEDIUM,
                    "Vectors have %.0f MB of 1,024, above %.0f MB.");
            LeakVerdict leaks = assessment.leaks();
            if (leaks.isLeaking()) {
                add(
                        AlertType.MEMORY_LEAK,
                        leaks.level(),
                        "The last " + leaks.samples() + " samples show a leak: "
                                + String.join(
                                        ", ",
                                        leaks.findings().stream()
                                                .map(Check::text)
                                                .toList()) + ".");
            }
            long holes = assessment.statistics().holeBytes();
            if (holes > 0 && holes >= HOLES * assessment.statistics().held().vectors()) {
                add(AlertType.CLEANUP_NEEDED, Level.LOW, "Compacting the vector store would free " + holes + " bytes.");
            }
            return List.copyOf(alerts);
        }

        private void above(AlertType type, double value, double limit, Level level, String message) {
            if (value > limit) {
                add(type, level, String.format(Locale.ROOT, message, value, limit));
            }
        }

        private void add(AlertType type, Level level, String message) {
            alerts.add(new Alert(type, level, message, sample.at()));
        }

        private static String text(LeakFinding finding) {
            return switch (finding.kind()) {
                case PROCESS_GROWTH ->
                    String.format(Locale.ROOT, "the process grew by %.0f MB of 1,024", finding.growthMegabytes());
                case VECTOR_GROWTH ->
                    String.format(Locale.ROOT, "vectors grew by %.0f MB of 1,024", finding.growthMegabytes());
                case HIGH_USE -> "the heap is nearly full all the time";
            };
        }
    }
}
