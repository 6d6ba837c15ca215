/** Calls whose results come later than their methods return: who waits for what, and how each of them ends. */
@NullMarked
package dev.engram.agent.async;

import org.jspecify.annotations.NullMarked;
