/** Keys deleted by pattern, time to live and age. */
@NullMarked
package dev.engram.collector.keyspace.clean;

import org.jspecify.annotations.NullMarked;
