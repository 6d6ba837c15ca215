/** What is noteworthy about a keyspace, with numbers, who causes it, and what to do. */
@NullMarked
package dev.engram.collector.keyspace.survey.finding;

import org.jspecify.annotations.NullMarked;
