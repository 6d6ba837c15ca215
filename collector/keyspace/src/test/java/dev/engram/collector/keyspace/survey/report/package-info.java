/** Against real servers. */
@NullMarked
package dev.engram.collector.keyspace.survey.report;

import org.jspecify.annotations.NullMarked;
