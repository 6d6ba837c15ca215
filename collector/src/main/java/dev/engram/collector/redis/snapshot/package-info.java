/** Snapshots of a Redis keyspace: written, restored, compared. docs/redis.md has the format. */
@NullMarked
package dev.engram.collector.redis.snapshot;

import org.jspecify.annotations.NullMarked;
