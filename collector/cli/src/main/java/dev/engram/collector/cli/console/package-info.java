/** What all commands need to speak to a person: results, failures, the version. */
@NullMarked
package dev.engram.collector.cli.console;

import org.jspecify.annotations.NullMarked;
