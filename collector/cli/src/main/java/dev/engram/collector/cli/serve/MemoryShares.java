package dev.engram.collector.cli.serve;

import dev.engram.collector.server.sql.QueryLimits;

/**
 * How {@code --memory} is divided: a third for Java's heap, which the launcher sets when it starts Java; a third for
 * DuckDB in the collector, which packs and reads; the rest for the processes that run queries: few of them, since a query
 * that finds no memory fails, and one that finds no process waits.
 *
 * @param store bytes for DuckDB in the collector
 * @param queries how many queries run at once
 * @param query bytes for DuckDB in the process of a query
 */
record MemoryShares(long store, int queries, long query) {

    /** With less neither the store nor a query can work. */
    static final long LEAST = 256_000_000;

    /** A process of a query has so much as soon as there is more than one. */
    private static final long PROCESS = 600_000_000;

    private static final int MOST_QUERIES = 4;
    private static final long LEAST_QUERY = 64_000_000;

    /**
     * The shares of so many bytes, at least {@link #LEAST}.
     *
     * @param memory bytes
     */
    static MemoryShares of(long memory) {
        long all = memory / 3;
        int queries = (int) Math.max(1, Math.min(MOST_QUERIES, all / PROCESS));
        return new MemoryShares(memory / 3, queries, Math.max(LEAST_QUERY, all / queries - QueryLimits.PROCESS_BYTES));
    }
}
