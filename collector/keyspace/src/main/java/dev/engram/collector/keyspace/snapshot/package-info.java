/** Snapshots of a Redis keyspace; docs/redis-snapshots.md has the format. */
@NullMarked
package dev.engram.collector.keyspace.snapshot;

import org.jspecify.annotations.NullMarked;
