package com.acme.memory.management.optimization;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an optimization went.
 *
 * @param request what was asked for
 * @param success whether all of it was done; nothing to free is a success
 * @param bytesFreed what was let go, counted object by object; of a collection how much less of the heap is used; also of what failed
 *     half-way
 * @param liveBytesBefore what lived in the heap before, by a collection; null where it was not measured
 * @param liveBytesAfter the same afterwards
 * @param duration of the work alone, without the collections that measure it
 * @param error one sentence; null where it succeeded
 */
public record OptimizationResult(
        OptimizationRequest request,
        boolean success,
        long bytesFreed,
        @Nullable Long liveBytesBefore,
        @Nullable Long liveBytesAfter,
        Duration duration,
        @Nullable String error) {

    /**
     * How much less lives in the heap than before; what other threads allocated meanwhile is in it, so it may be negative. Null where it
     * was not measured.
     */
    public @Nullable Long heapFallBytes() {
        return liveBytesBefore == null || liveBytesAfter == null ? null : liveBytesBefore - liveBytesAfter;
    }
}
