/** A place where agents send their spans, in a process of its own: it counts them and forgets them. */
@NullMarked
package dev.engram.benchmarks.sink;

import org.jspecify.annotations.NullMarked;
