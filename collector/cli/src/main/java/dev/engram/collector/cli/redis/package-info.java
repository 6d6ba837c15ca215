/** {@code redis}: commands that look after a keyspace. */
@NullMarked
package dev.engram.collector.cli.redis;

import org.jspecify.annotations.NullMarked;
