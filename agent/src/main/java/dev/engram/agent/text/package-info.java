/** Small helpers for text. */
@NullMarked
package dev.engram.agent.text;

import org.jspecify.annotations.NullMarked;
