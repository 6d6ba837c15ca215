/** Against real servers. */
@NullMarked
package dev.engram.collector.redis.snapshot;

import org.jspecify.annotations.NullMarked;
