/** Promises of the collector as one part, over real sockets. */
@NullMarked
package dev.engram.collector.server;

import org.jspecify.annotations.NullMarked;
