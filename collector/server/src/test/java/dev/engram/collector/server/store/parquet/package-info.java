/** Promises of the store. */
@NullMarked
package dev.engram.collector.server.store.parquet;

import org.jspecify.annotations.NullMarked;
