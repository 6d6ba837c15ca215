/** Benchmarks of what the consumer does, in its own package because its parts are nobody else's. */
@NullMarked
package dev.engram.agent.telemetry;

import org.jspecify.annotations.NullMarked;
