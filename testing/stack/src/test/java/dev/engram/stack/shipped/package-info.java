/**
 * Promises of the configuration that ships: {@code docker-compose.yml}, {@code otel-collector-config.yaml} and {@code deploy/}
 * agree with each other and with what Engram sends. No program is started, and nothing asked of the network.
 */
@NullMarked
package dev.engram.stack.shipped;

import org.jspecify.annotations.NullMarked;
