/** Jaeger's remote storage API over gRPC, so that a Jaeger shows the spans of the store. */
@NullMarked
package dev.engram.collector.server.jaeger;

import org.jspecify.annotations.NullMarked;
