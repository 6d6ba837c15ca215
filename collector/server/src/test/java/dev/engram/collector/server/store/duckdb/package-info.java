/** Promises of the store's package {@code duckdb}. */
@NullMarked
package dev.engram.collector.server.store.duckdb;

import org.jspecify.annotations.NullMarked;
