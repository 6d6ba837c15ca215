package com.acme.memory.management;

import com.acme.memory.management.state.StateLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the memory is managed.
 *
 * @param user whose memory in Redis it is; two managers must not have the same
 * @param limits of the parts of the state; null for those of the heap's capacity
 * @param horizon how far the growth is predicted
 * @param cleanUpEvery how often caches and sessions are cleaned up although nothing is pressing
 * @param collectAbovePercent a cycle first collects the garbage if more of the heap than this is used, so that it acts on what lives and
 *     not on garbage; 0 for always, 100 for never
 * @param queueCapacity how many requests may wait
 * @param optimizationsPerCycle how many requests a cycle carries out at most
 * @param leastPriority of the requests that a cycle carries out while there are any
 * @param measured whether each optimization is measured by a collection before and after
 */
public record ManagementSettings(
        String user,
        @Nullable StateLimits limits,
        Duration horizon,
        Duration cleanUpEvery,
        double collectAbovePercent,
        int queueCapacity,
        int optimizationsPerCycle,
        int leastPriority,
        boolean measured) {
    public ManagementSettings {
        if (horizon.isNegative() || horizon.isZero()) {
            throw new IllegalArgumentException("The horizon is " + horizon + "; take more than nothing.");
        }
        if (collectAbovePercent < 0 || collectAbovePercent > 100) {
            throw new IllegalArgumentException("collectAbovePercent is " + collectAbovePercent + "; take 0 to 100.");
        }
        if (optimizationsPerCycle < 1) {
            throw new IllegalArgumentException(
                    "optimizationsPerCycle is " + optimizationsPerCycle + "; take 1 or more.");
        }
        if (leastPriority < 1 || leastPriority > 10) {
            throw new IllegalArgumentException("leastPriority is " + leastPriority + "; take 1 to 10.");
        }
    }

    /**
     * The usual ones: 5 minutes ahead, a clean-up each minute, collections above 60 %, 100 waiting requests, 3 per cycle of priority 7
     * or more, measured.
     */
    public static ManagementSettings of(String user) {
        return new ManagementSettings(user, null, Duration.ofMinutes(5), Duration.ofMinutes(1), 60, 100, 3, 7, true);
    }

    public ManagementSettings withLimits(StateLimits other) {
        return new ManagementSettings(
                user,
                other,
                horizon,
                cleanUpEvery,
                collectAbovePercent,
                queueCapacity,
                optimizationsPerCycle,
                leastPriority,
                measured);
    }

    public ManagementSettings withCleanUpEvery(Duration other) {
        return new ManagementSettings(
                user,
                limits,
                horizon,
                other,
                collectAbovePercent,
                queueCapacity,
                optimizationsPerCycle,
                leastPriority,
                measured);
    }

    public ManagementSettings withMeasured(boolean other) {
        return new ManagementSettings(
                user,
                limits,
                horizon,
                cleanUpEvery,
                collectAbovePercent,
                queueCapacity,
                optimizationsPerCycle,
                leastPriority,
                other);
    }
}
