/** Spans and metric points in an embedded DuckDB, written by one thread. */
@NullMarked
package dev.engram.collector.server.store;

import org.jspecify.annotations.NullMarked;
