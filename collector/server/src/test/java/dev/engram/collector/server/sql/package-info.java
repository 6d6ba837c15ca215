/** Promises of what reads OTLP. */
@NullMarked
package dev.engram.collector.server.sql;

import org.jspecify.annotations.NullMarked;
