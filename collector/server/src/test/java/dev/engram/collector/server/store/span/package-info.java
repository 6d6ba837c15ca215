/** Promises of the store's package {@code span}. */
@NullMarked
package dev.engram.collector.server.store.span;

import org.jspecify.annotations.NullMarked;
