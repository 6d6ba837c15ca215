package dev.engram.stresstest.config;

/**
 * Limits.
 *
 * @param emergencyShutdownThreshold percent of the heap at which a load is ended
 * @param maxTestDuration seconds of all scenarios together
 * @param memoryCleanupInterval seconds between two clean-ups of the memory
 * @param systemHealthCheckInterval seconds between two checks of the fork and its Redis
 * @param silenceTimeout seconds after which a load that tells nothing is killed
 * @param endTimeout seconds after its time after which a load that has not ended is killed
 */
public record Safety(
        int emergencyShutdownThreshold,
        int maxTestDuration,
        int memoryCleanupInterval,
        int systemHealthCheckInterval,
        int silenceTimeout,
        int endTimeout) {}
