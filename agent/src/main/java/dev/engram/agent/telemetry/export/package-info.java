/** Batches on their way to an exporter: queue, accounts, failures. */
@NullMarked
package dev.engram.agent.telemetry.export;

import org.jspecify.annotations.NullMarked;
