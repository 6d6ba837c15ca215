/** DuckDB: opening it shut off from the rest of the machine, transactions, and what to do if its memory is short. */
@NullMarked
package dev.engram.collector.server.store.duckdb;

import org.jspecify.annotations.NullMarked;
