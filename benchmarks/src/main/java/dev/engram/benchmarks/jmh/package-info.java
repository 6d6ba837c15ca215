/** What a recorded call costs, in woven code, by JMH. */
@NullMarked
package dev.engram.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
