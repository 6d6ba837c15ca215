package dev.engram.collector.server.sql;

import java.time.Duration;

/**
 * What one query may take.
 *
 * @param rows more are cut off
 * @param characters of the result, about; more are cut off
 * @param concurrent queries that run at once; others wait for a moment, then are sent away
 * @param memory bytes that DuckDB may take for one query
 */
public record QueryLimits(Duration time, int rows, long characters, int concurrent, long memory) {

    /** What the process of a query takes besides: Java, its heap, and DuckDB's code. */
    public static final long PROCESS_BYTES = 200_000_000;

    private static final long MEMORY = 300_000_000;

    /** Limits with the memory that is right for the default {@code --memory}. */
    public QueryLimits(Duration time, int rows, long characters, int concurrent) {
        this(time, rows, characters, concurrent, MEMORY);
    }

    public static QueryLimits defaults() {
        return new QueryLimits(Duration.ofSeconds(10), 10_000, 32L * 1024 * 1024, 2);
    }
}
