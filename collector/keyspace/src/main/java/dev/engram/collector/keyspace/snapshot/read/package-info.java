/** Reading and checking a snapshot. */
@NullMarked
package dev.engram.collector.keyspace.snapshot.read;

import org.jspecify.annotations.NullMarked;
