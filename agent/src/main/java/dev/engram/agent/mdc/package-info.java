/** The ids of the current span, in the thread's context that loggers write with each line. */
@NullMarked
package dev.engram.agent.mdc;

import org.jspecify.annotations.NullMarked;
