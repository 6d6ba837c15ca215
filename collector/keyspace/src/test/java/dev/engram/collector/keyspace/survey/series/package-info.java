/** Files of surveys. */
@NullMarked
package dev.engram.collector.keyspace.survey.series;

import org.jspecify.annotations.NullMarked;
