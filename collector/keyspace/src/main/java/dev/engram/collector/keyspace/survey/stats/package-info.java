/** The result of a survey. */
@NullMarked
package dev.engram.collector.keyspace.survey.stats;

import org.jspecify.annotations.NullMarked;
