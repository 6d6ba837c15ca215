/** Spans as text. */
@NullMarked
package dev.engram.agent.telemetry.json;

import org.jspecify.annotations.NullMarked;
