package com.acme.memory.management;

import java.time.Duration;

/**
 * What the management did since it began.
 *
 * @param cycles how many
 * @param alerts how many
 * @param optimizations carried out, failed ones among them
 * @param failedOptimizations of these
 * @param bytesFreed by all of them, counted object by object
 * @param requests offered to the queue
 * @param droppedRequests of these, because the queue was full
 * @param meanCycle mean of the cycles' durations
 * @param longestCycle the longest of them
 * @param meanOptimization mean of the optimizations' durations
 * @param businessValue of all cycles, in dollars; see {@link BusinessValue}
 */
public record ManagementTotals(
        long cycles,
        long alerts,
        long optimizations,
        long failedOptimizations,
        long bytesFreed,
        long requests,
        long droppedRequests,
        Duration meanCycle,
        Duration longestCycle,
        Duration meanOptimization,
        double businessValue) {

    /** Part of the optimizations that succeeded, 0 to 1; 1 where there was none. */
    public double successRate() {
        return optimizations == 0 ? 1 : (optimizations - failedOptimizations) / (double) optimizations;
    }

    /** 0 to 100: 70 for success, and 30 less as the mean of the optimizations' durations nears 30 seconds; 100 where there was none. */
    public double efficiency() {
        if (optimizations == 0) {
            return 100;
        }
        double seconds = meanOptimization.toNanos() / 1e9;
        return Math.min(100, 70 * successRate() + Math.max(0, (30 - seconds) / 30 * 30));
    }
}
