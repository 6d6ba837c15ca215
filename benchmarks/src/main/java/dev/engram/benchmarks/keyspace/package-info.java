/** What tracing a keyspace costs the other clients of the same Redis. */
@NullMarked
package dev.engram.benchmarks.keyspace;

import org.jspecify.annotations.NullMarked;
