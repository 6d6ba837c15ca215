/** Promises of the store. */
@NullMarked
package dev.engram.collector.server.store.column;

import org.jspecify.annotations.NullMarked;
