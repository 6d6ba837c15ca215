/** {@code serve}: starts the collector. */
@NullMarked
package dev.engram.collector.cli.serve;

import org.jspecify.annotations.NullMarked;
