/**
 * Spans and metrics of the OpenTelemetry Java agent's SDK: begun on the application's thread, so that its sampler and
 * processors see them and its spans are their children; completed by the ring's consumer.
 */
@NullMarked
package dev.engram.extension.telemetry;

import org.jspecify.annotations.NullMarked;
