package dev.engram.collector.server.sql;

import java.time.Duration;

/**
 * What one query may take.
 *
 * @param rows more are cut off
 * @param characters of the result, about; more are cut off
 * @param concurrent queries that run at once; others wait for a moment, then are sent away
 */
public record QueryLimits(Duration time, int rows, long characters, int concurrent) {

    public static QueryLimits defaults() {
        return new QueryLimits(Duration.ofSeconds(10), 10_000, 32L * 1024 * 1024, 4);
    }
}
