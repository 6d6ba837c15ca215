/**
 * Spans and metrics of another agent's SDK, where Engram runs within that agent: begun on the application's thread, so that the
 * other agent's sampler and processors see them and its own spans lie beneath them; completed by the ring's consumer.
 *
 * <p>For the extension of the OpenTelemetry Java agent; not in the jar of Engram's own agent.
 */
@NullMarked
package dev.engram.agent.telemetry.hosted;

import org.jspecify.annotations.NullMarked;
