package com.acme.memory.management.optimization;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A wish that memory be freed. The order is that of the queue: higher priority first, then the larger saving, then the older request.
 *
 * @param id rises with every request
 * @param type what to do
 * @param priority 1 to 10, where 10 is the most urgent
 * @param estimatedBytes how many bytes it may free
 * @param reason one short clause
 * @param target the agent that it is about; null where it is about none, or all
 */
public record OptimizationRequest(
        long id,
        OptimizationType type,
        int priority,
        long estimatedBytes,
        String reason,
        @Nullable String target) implements Comparable<OptimizationRequest> {
    private static final Comparator<OptimizationRequest> ORDER = Comparator.comparingInt(OptimizationRequest::priority)
            .thenComparingLong(OptimizationRequest::estimatedBytes)
            .reversed()
            .thenComparingLong(OptimizationRequest::id);

    public OptimizationRequest {
        if (priority < 1 || priority > 10) {
            throw new IllegalArgumentException("The priority is " + priority + "; take 1 to 10.");
        }
        if (estimatedBytes < 0) {
            throw new IllegalArgumentException("The estimate is " + estimatedBytes + " bytes; take 0 or more.");
        }
    }

    @Override
    public int compareTo(OptimizationRequest other) {
        return ORDER.compare(this, other);
    }
}
