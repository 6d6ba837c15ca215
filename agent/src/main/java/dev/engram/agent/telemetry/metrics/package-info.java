/** The instruments and what they are told. */
@NullMarked
package dev.engram.agent.telemetry.metrics;

import org.jspecify.annotations.NullMarked;
