/** The keyspace of a Redis watched: what is there, how it changes, who uses it. */
@NullMarked
package dev.engram.collector.redis.trace;

import org.jspecify.annotations.NullMarked;
