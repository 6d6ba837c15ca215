package com.acme.memory.management;

import com.acme.memory.management.analysis.Alert;
import com.acme.memory.management.analysis.Assessment;
import com.acme.memory.management.heap.HeapReading;
import com.acme.memory.management.optimization.OptimizationRequest;
import com.acme.memory.management.optimization.OptimizationResult;
import java.time.Duration;
import java.util.List;

/**
 * What one cycle of the management saw and did.
 *
 * @param number 1 for the first
 * @param assessment the memory before anything was done
 * @param alerts what somebody should know of it
 * @param queued the requests that the cycle itself made; others may wait in the queue
 * @param results the optimizations carried out, in their order
 * @param waiting how many requests wait afterwards
 * @param heapAfter the heap afterwards
 * @param pressureAfter the pressure afterwards
 * @param duration of all of it
 * @param businessValue in dollars, by the manager's own formula; see {@link BusinessValue}
 */
public record CycleOutcome(
        long number,
        Assessment assessment,
        List<Alert> alerts,
        List<OptimizationRequest> queued,
        List<OptimizationResult> results,
        int waiting,
        HeapReading heapAfter,
        double pressureAfter,
        Duration duration,
        double businessValue) {

    public CycleOutcome {
        alerts = List.copyOf(alerts);
        queued = List.copyOf(queued);
        results = List.copyOf(results);
    }

    /** What the optimizations let go together, in bytes. */
    public long bytesFreed() {
        return results.stream().mapToLong(OptimizationResult::bytesFreed).sum();
    }
}
