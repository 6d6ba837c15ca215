/** Assembling a span from a call: attribute keys, clock, and what each operation says. */
@NullMarked
package dev.engram.agent.telemetry.span;

import org.jspecify.annotations.NullMarked;
