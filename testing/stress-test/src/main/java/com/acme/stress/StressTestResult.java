package com.acme.stress;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was measured in one run of a scenario. Memory is in MB of 1,048,576 bytes, times are in the unit of their name.
 *
 * @param scenario its id
 * @param outcome how it ended
 * @param reason in one sentence, where it did not complete
 * @param startedAt ISO 8601, UTC
 * @param durationSeconds from the begin of the load to its end
 * @param operations of the memory, those within cycles
 * @param stability 0 to 100
 * @param recoverySeconds from the end of the stress until memory and pressure were down again; null where it was not measured
 *     or did not come
 * @param alerts how many, by kind
 * @param findings numbers of a scenario's own, by name
 */
public record StressTestResult(
        String scenario,
        Outcome outcome,
        @Nullable String reason,
        String startedAt,
        double durationSeconds,
        long operations,
        Memory memory,
        Response response,
        Optimizations optimizations,
        Pressure pressure,
        Health health,
        double stability,
        @Nullable Double recoverySeconds,
        Errors errors,
        Map<String, Long> alerts,
        Map<String, Double> findings,
        List<Level> levels,
        Machine machine,
        Safety safety) {

    public StressTestResult {
        alerts = Map.copyOf(alerts);
        findings = Map.copyOf(findings);
        levels = List.copyOf(levels);
    }

    /**
     * The heap.
     *
     * @param initialMb live before the load
     * @param finalMb live after it, before anything is cleaned up
     * @param growthMb the difference, which may be negative
     * @param peakMb the most that was used in any sample
     * @param capacityMb the most that it may have
     */
    public record Memory(double initialMb, double finalMb, double growthMb, double peakMb, double capacityMb) {

        public double peakPercent() {
            return capacityMb == 0 ? 0 : 100 * peakMb / capacityMb;
        }
    }

    /**
     * How long management cycles took.
     *
     * @param firstThirdMs mean of the first third of the cycles
     * @param lastThirdMs mean of the last third: if it is larger, the memory becomes slower the longer it runs
     * @param beforeStressMs mean of the cycles before the first level of stress; null if there were none
     * @param afterRecoveryMs mean of the cycles after the last recovery; null if there were none
     */
    public record Response(
            long cycles,
            double meanMs,
            double deviationMs,
            double p50Ms,
            double p95Ms,
            double p99Ms,
            double maxMs,
            double firstThirdMs,
            double lastThirdMs,
            @Nullable Double beforeStressMs,
            @Nullable Double afterRecoveryMs) {}

    /**
     * What the manager did.
     *
     * @param requested that came into its queue
     * @param refused that it did not take, or took out again
     * @param succeeded of those that were carried out
     * @param byKind how many were carried out, by strategy
     */
    public record Optimizations(
            long requested, long refused, long count, long succeeded, double freedMb, Map<String, Long> byKind) {

        public Optimizations {
            byKind = Map.copyOf(byKind);
        }

        /** Percent; 100 where there was none. */
        public double successRate() {
            return count == 0 ? 100 : 100.0 * succeeded / count;
        }
    }

    /** The pressure score, 0 to 100. */
    public record Pressure(double mean, double peak, double last) {}

    /** The health score, 0 to 100. */
    public record Health(double mean, double lowest, double last) {}

    /**
     * What failed.
     *
     * @param rate percent of operations and cycles
     * @param byKind how many, by the name of the exception
     * @param first the first messages
     */
    public record Errors(long count, double rate, Map<String, Long> byKind, List<String> first) {

        public Errors {
            byKind = Map.copyOf(byKind);
            first = List.copyOf(first);
        }
    }

    /** What the run cost the JVM, between the first and the last sample. */
    public record Machine(double cpuSeconds, long collections, double collectionSeconds) {}

    /** What the safety measures did. */
    public record Safety(long healthChecks, long cleanUps, boolean emergencyShutdown) {}

    /** Milliseconds of CPU per cycle. */
    public double cpuPerCycleMs() {
        return 1000 * machine.cpuSeconds() / Math.max(1, response.cycles());
    }

    public long alertsOf(String kind) {
        return alerts.getOrDefault(kind, 0L);
    }

    public double finding(String name) {
        return findings.getOrDefault(name, 0.0);
    }
}
