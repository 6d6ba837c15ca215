/** Traces and tables as text. Pure functions from the model to strings. */
@NullMarked
package dev.engram.collector.render;

import org.jspecify.annotations.NullMarked;
