/** Spans of the OpenTelemetry that the application has: parents of Engram's spans, and their children. */
@NullMarked
package dev.engram.agent.opentelemetry;

import org.jspecify.annotations.NullMarked;
