/** Against real servers. */
@NullMarked
package dev.engram.collector.keyspace.survey.key;

import org.jspecify.annotations.NullMarked;
