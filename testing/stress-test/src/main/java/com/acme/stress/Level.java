package com.acme.stress;

/**
 * What was measured while a level of stress held.
 *
 * @param name which of the levels, such as {@code concurrent_agents}
 * @param value the level
 * @param cycles management cycles at it
 * @param meanMs response time
 * @param p99Ms response time
 * @param peakPercent the most of the heap that was used, in percent
 * @param errors at this level
 * @param refused requests for optimization that the queue refused or took out again at this level
 */
public record Level(
        String name,
        double value,
        long cycles,
        double meanMs,
        double p99Ms,
        double peakPercent,
        long errors,
        long refused) {}
