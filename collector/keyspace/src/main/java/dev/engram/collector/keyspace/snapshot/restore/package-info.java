/** Writing the keys of a snapshot to a Redis. */
@NullMarked
package dev.engram.collector.keyspace.snapshot.restore;

import org.jspecify.annotations.NullMarked;
