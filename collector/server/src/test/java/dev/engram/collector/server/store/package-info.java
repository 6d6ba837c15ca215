/** Promises of the store. */
@NullMarked
package dev.engram.collector.server.store;

import org.jspecify.annotations.NullMarked;
