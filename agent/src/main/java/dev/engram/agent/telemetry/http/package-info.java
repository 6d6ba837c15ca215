/** Sending a request over HTTP or gRPC and reading its answer. */
@NullMarked
package dev.engram.agent.telemetry.http;

import org.jspecify.annotations.NullMarked;
