/** What a ring's wait strategy costs the producer and, idle, the machine. */
@NullMarked
package dev.engram.benchmarks.wait;

import org.jspecify.annotations.NullMarked;
