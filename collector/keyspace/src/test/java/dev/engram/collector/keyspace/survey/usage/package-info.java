/** Accesses by spans. */
@NullMarked
package dev.engram.collector.keyspace.survey.usage;

import org.jspecify.annotations.NullMarked;
