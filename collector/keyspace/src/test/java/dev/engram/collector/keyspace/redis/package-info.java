/** Against real servers. */
@NullMarked
package dev.engram.collector.keyspace.redis;

import org.jspecify.annotations.NullMarked;
