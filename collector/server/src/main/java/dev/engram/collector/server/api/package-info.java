/** The collector's own HTTP API: SQL, traces, status, as JSON. */
@NullMarked
package dev.engram.collector.server.api;

import org.jspecify.annotations.NullMarked;
