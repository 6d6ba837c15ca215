/** Promises of the collector as one part, over real sockets. */
@NullMarked
package dev.engram.collector;

import org.jspecify.annotations.NullMarked;
