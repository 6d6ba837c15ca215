/** The command line: {@link dev.engram.collector.cli.Main}, and a package for each group of commands. */
@NullMarked
package dev.engram.collector.cli;

import org.jspecify.annotations.NullMarked;
