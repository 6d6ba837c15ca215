/**
 * Engram within the OpenTelemetry Java agent, which finds the classes of this package as services. That agent weaves,
 * by {@link dev.engram.extension.weave}, and its SDK makes and exports spans and metrics, by {@link
 * dev.engram.extension.telemetry}; what a call is and how it is recorded is as in Engram's own agent.
 */
@NullMarked
package dev.engram.extension;

import org.jspecify.annotations.NullMarked;
