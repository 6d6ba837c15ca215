/** Comparing snapshots and servers. */
@NullMarked
package dev.engram.collector.keyspace.snapshot.diff;

import org.jspecify.annotations.NullMarked;
