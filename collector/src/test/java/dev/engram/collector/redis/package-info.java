/** Against real servers. */
@NullMarked
package dev.engram.collector.redis;

import org.jspecify.annotations.NullMarked;
