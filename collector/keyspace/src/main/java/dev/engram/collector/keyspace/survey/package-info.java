/** The keyspace of a Redis watched: what is there, how it changes, who uses it. */
@NullMarked
package dev.engram.collector.keyspace.survey;

import org.jspecify.annotations.NullMarked;
