/** The format of a snapshot: its headers, the parts of a value, texts and digests. */
@NullMarked
package dev.engram.collector.keyspace.snapshot.format;

import org.jspecify.annotations.NullMarked;
