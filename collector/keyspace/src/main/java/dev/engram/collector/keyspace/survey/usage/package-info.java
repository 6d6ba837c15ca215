/** Who uses keys, by the spans of a collector. */
@NullMarked
package dev.engram.collector.keyspace.survey.usage;

import org.jspecify.annotations.NullMarked;
