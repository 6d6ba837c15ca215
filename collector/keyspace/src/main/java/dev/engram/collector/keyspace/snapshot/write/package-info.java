/** Reading the keys of a Redis and writing them to a snapshot. */
@NullMarked
package dev.engram.collector.keyspace.snapshot.write;

import org.jspecify.annotations.NullMarked;
