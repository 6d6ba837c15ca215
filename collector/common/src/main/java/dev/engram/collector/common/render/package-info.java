/** Traces and tables as text. Pure functions from the model to strings. */
@NullMarked
package dev.engram.collector.common.render;

import org.jspecify.annotations.NullMarked;
