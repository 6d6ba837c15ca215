/** Promises of what reads OTLP. */
@NullMarked
package dev.engram.collector.server.otlp;

import org.jspecify.annotations.NullMarked;
