/** Columns of rows in memory: one thread adds rows, others read those that were there when they began. */
@NullMarked
package dev.engram.collector.server.store.column;

import org.jspecify.annotations.NullMarked;
