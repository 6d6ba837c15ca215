/** Reads of the store: spans, traces, lineages and views, by SQL of the collector's own. */
@NullMarked
package dev.engram.collector.server.store.read;

import org.jspecify.annotations.NullMarked;
