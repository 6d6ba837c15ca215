/** Promises of the store. */
@NullMarked
package dev.engram.collector.store;

import org.jspecify.annotations.NullMarked;
