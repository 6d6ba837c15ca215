/** Promises of forwarding. */
@NullMarked
package dev.engram.collector.forward;

import org.jspecify.annotations.NullMarked;
