/** Against real servers. */
@NullMarked
package dev.engram.collector.redis.clean;

import org.jspecify.annotations.NullMarked;
