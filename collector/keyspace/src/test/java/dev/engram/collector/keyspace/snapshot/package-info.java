/** Against real servers. */
@NullMarked
package dev.engram.collector.keyspace.snapshot;

import org.jspecify.annotations.NullMarked;
