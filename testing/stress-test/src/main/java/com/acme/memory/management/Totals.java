package com.acme.memory.management;

import com.acme.memory.management.optimization.OptimizationQueue;
import com.acme.memory.management.optimization.OptimizationResult;
import com.acme.memory.management.optimization.OptimizationType;
import java.time.Duration;

/** Counts what the management does. Thread-safe. */
final class Totals {
    private long cycles;
    private long cycleNanos;
    private long longestNanos;
    private long alerts;
    private long optimizations;
    private long failed;
    private long optimizationNanos;
    private long freed;
    private long restarted;
    private double value;

    synchronized long nextCycle() {
        return cycles + 1;
    }

    synchronized void add(CycleOutcome outcome) {
        cycles++;
        long nanos = outcome.duration().toNanos();
        cycleNanos += nanos;
        longestNanos = Math.max(longestNanos, nanos);
        alerts += outcome.alerts().size();
        value += outcome.businessValue();
    }

    synchronized void add(OptimizationResult result) {
        optimizations++;
        failed += result.success() ? 0 : 1;
        freed += result.bytesFreed();
        restarted += result.request().type() == OptimizationType.AGENT_RESTART ? result.bytesFreed() : 0;
        optimizationNanos += result.duration().toNanos();
    }

    /** What restarts of agents gave back. */
    synchronized long restartedBytes() {
        return restarted;
    }

    synchronized ManagementTotals of(OptimizationQueue queue) {
        return new ManagementTotals(
                cycles,
                alerts,
                optimizations,
                failed,
                freed,
                queue.offered(),
                queue.dropped(),
                mean(cycleNanos, cycles),
                Duration.ofNanos(longestNanos),
                mean(optimizationNanos, optimizations),
                value);
    }

    private static Duration mean(long nanos, long count) {
        return Duration.ofNanos(count == 0 ? 0 : nanos / count);
    }
}
