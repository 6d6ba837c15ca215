/** Redis servers as the keyspace commands meet them: addresses, connections, nodes of a cluster, scans. */
@NullMarked
package dev.engram.collector.keyspace.redis;

import org.jspecify.annotations.NullMarked;
