/**
 * Spans and metric points in a log of requests, in memory and in Parquet files, written by one thread, and the views of DuckDB over
 * them.
 */
@NullMarked
package dev.engram.collector.server.store;

import org.jspecify.annotations.NullMarked;
