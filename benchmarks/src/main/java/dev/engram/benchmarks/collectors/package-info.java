/** Collectors side by side: the same spans sent to each, and what storing one costs. */
@NullMarked
package dev.engram.benchmarks.collectors;

import org.jspecify.annotations.NullMarked;
