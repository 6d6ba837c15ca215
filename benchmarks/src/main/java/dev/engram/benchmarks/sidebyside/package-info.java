/** Runs one application under Engram and under other agents in turn, and shows what each adds to it. */
@NullMarked
package dev.engram.benchmarks.sidebyside;

import org.jspecify.annotations.NullMarked;
