/** Spans as rows: their columns, the rows in memory, a file of them, and which attributes they have. */
@NullMarked
package dev.engram.collector.server.store.span;

import org.jspecify.annotations.NullMarked;
