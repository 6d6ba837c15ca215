/** OTLP over gRPC and HTTP: from bytes on a socket to spans and metric points. */
@NullMarked
package dev.engram.collector.server.otlp;

import org.jspecify.annotations.NullMarked;
