/**
 * The real programs around Engram: Jaeger, the OpenTelemetry Collector and Prometheus, built from Go modules, started with the
 * configuration that ships, and ended with the process that started them.
 */
@NullMarked
package dev.engram.stack;

import org.jspecify.annotations.NullMarked;
