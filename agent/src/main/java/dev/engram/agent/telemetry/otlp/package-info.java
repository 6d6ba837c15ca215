/** Spans as the bytes of OTLP. */
@NullMarked
package dev.engram.agent.telemetry.otlp;

import org.jspecify.annotations.NullMarked;
