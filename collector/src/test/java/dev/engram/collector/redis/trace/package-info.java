/** Against real servers. */
@NullMarked
package dev.engram.collector.redis.trace;

import org.jspecify.annotations.NullMarked;
