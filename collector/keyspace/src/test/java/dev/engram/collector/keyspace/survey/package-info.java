/** Against real servers. */
@NullMarked
package dev.engram.collector.keyspace.survey;

import org.jspecify.annotations.NullMarked;
