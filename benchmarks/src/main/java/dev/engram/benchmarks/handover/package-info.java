/** What it costs that tasks take with them what is open where they are handed over. */
@NullMarked
package dev.engram.benchmarks.handover;

import org.jspecify.annotations.NullMarked;
