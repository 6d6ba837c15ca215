/** Commands that ask a running collector for spans, and the client of its API. */
@NullMarked
package dev.engram.collector.cli.spans;

import org.jspecify.annotations.NullMarked;
