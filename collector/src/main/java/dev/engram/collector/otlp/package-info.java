/** OTLP over gRPC and HTTP: from bytes on a socket to spans and metric points. */
@NullMarked
package dev.engram.collector.otlp;

import org.jspecify.annotations.NullMarked;
