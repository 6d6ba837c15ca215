/** Promises of the store. */
@NullMarked
package dev.engram.collector.server.store.read;

import org.jspecify.annotations.NullMarked;
