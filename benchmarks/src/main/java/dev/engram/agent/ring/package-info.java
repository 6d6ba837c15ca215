/** Benchmarks of the ring, in its own package because its parts are nobody else's. */
@NullMarked
package dev.engram.agent.ring;

import org.jspecify.annotations.NullMarked;
