package com.acme.memory.management;

import com.acme.memory.management.analysis.AlertRules;
import com.acme.memory.management.analysis.Assessment;
import com.acme.memory.management.optimization.OptimizationRequest;
import com.acme.memory.management.optimization.OptimizationResult;
import com.acme.memory.management.optimization.OptimizationType;
import com.acme.memory.management.optimization.Planner;
import com.acme.memory.management.state.MemoryState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs the cycles of a memory, one after the other. Thread-safe. */
final class ManagementCycle {
    /** Part of the heap that is kept back for the cycle itself, and the most bytes of it. */
    private static final int RESERVED_PART = 32;

    private static final long MOST_RESERVED = 8 << 20;

    /** The reserve is taken again where less of the heap than this is used. */
    private static final double ROOM_PERCENT = 80;

    private final ManagedMemory memory;
    private final ManagementSettings settings;
    private final int reserveBytes;
    private final AlertGate alerts = new AlertGate();
    private byte @Nullable [] reserve;
    private long cleanedUpAt;

    ManagementCycle(ManagedMemory memory, ManagementSettings settings) {
        this.memory = memory;
        this.settings = settings;
        reserveBytes = (int) Math.min(MOST_RESERVED, memory.heap().read().capacityBytes() / RESERVED_PART);
        reserve = new byte[reserveBytes];
        cleanedUpAt = memory.statistics().at();
    }

    /** Runs one; where the heap has no room even for that, gives it the reserve, drops what can be had again, and tries once more. */
    synchronized CycleOutcome run() {
        long start = System.nanoTime();
        CycleOutcome outcome;
        try {
            outcome = run(start);
        } catch (VirtualMachineError e) { // an InternalError, where a lambda could not be linked for want of memory
            reserve = null;
            dropCaches();
            outcome = run(start);
        }
        if (reserve == null && memory.heap().read().usedPercent() < ROOM_PERCENT) {
            reserve = new byte[reserveBytes];
        }
        memory.counted().add(outcome);
        return outcome;
    }

    private CycleOutcome run(long start) {
        Long liveBytes = memory.heap().read().usedPercent() > settings.collectAbovePercent()
                ? memory.heap().collect().usedBytes()
                : null;
        Assessment assessment = memory.assess();
        List<OptimizationRequest> queued =
                Planner.plan(assessment, memory.state().agents().all(), cleanUpIsDue(assessment), memory.queue());
        List<OptimizationResult> results = optimize(liveBytes);
        return new CycleOutcome(
                memory.counted().nextCycle(),
                assessment,
                alerts.pass(AlertRules.check(assessment)),
                queued,
                results,
                memory.queue().size(),
                memory.heap().read(),
                memory.pressure(),
                Duration.ofNanos(System.nanoTime() - start),
                value(assessment, results));
    }

    /**
     * Carries out the most urgent requests; where none is urgent, the first alone, so that what is not urgent has its turn while nothing is.
     */
    private List<OptimizationResult> optimize(@Nullable Long liveBytes) {
        List<OptimizationResult> results = new ArrayList<>();
        OptimizationRequest next = memory.queue().poll(1);
        while (next != null) {
            OptimizationResult result = memory.carryOut(next, liveBytes);
            results.add(result);
            liveBytes = result.liveBytesAfter();
            boolean urgent = next.priority() >= settings.leastPriority();
            next = urgent && results.size() < settings.optimizationsPerCycle()
                    ? memory.queue().poll(settings.leastPriority())
                    : null;
        }
        return results;
    }

    private boolean cleanUpIsDue(Assessment assessment) {
        long now = assessment.statistics().at();
        if (now - cleanedUpAt < settings.cleanUpEvery().toMillis()) {
            return false;
        }
        cleanedUpAt = now;
        return true;
    }

    private double value(Assessment assessment, List<OptimizationResult> results) {
        return BusinessValue.ofCycle(
                assessment.pressure(),
                results.stream().mapToLong(OptimizationResult::bytesFreed).sum(),
                results.stream()
                        .filter(result -> result.request().type() == OptimizationType.AGENT_RESTART
                                || result.request().type() == OptimizationType.AGENT_OPTIMIZATION)
                        .mapToLong(OptimizationResult::bytesFreed)
                        .sum(),
                assessment.prediction().confidence(),
                memory.totals().efficiency());
    }

    private void dropCaches() {
        MemoryState state = memory.state();
        long unused = state.contexts().evict(1)
                + state.embeddings().cache().evict(1)
                + state.sessions().clear();
    }
}
