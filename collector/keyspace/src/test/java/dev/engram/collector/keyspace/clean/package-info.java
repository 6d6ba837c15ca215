/** Against real servers. */
@NullMarked
package dev.engram.collector.keyspace.clean;

import org.jspecify.annotations.NullMarked;
