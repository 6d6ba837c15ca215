/** Against real servers. */
@NullMarked
package dev.engram.collector.redis.trace.report;

import org.jspecify.annotations.NullMarked;
