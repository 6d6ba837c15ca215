/** The collector as one part: start it, ask it, close it. */
@NullMarked
package dev.engram.collector;

import org.jspecify.annotations.NullMarked;
