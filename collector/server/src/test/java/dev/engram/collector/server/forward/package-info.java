/** Promises of forwarding. */
@NullMarked
package dev.engram.collector.server.forward;

import org.jspecify.annotations.NullMarked;
