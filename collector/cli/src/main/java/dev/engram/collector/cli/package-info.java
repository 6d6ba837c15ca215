/** The command line. */
@NullMarked
package dev.engram.collector.cli;

import org.jspecify.annotations.NullMarked;
