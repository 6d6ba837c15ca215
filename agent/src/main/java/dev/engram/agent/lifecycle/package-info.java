/** The agent's own life: how it ends, and what it says of itself. */
@NullMarked
package dev.engram.agent.lifecycle;

import org.jspecify.annotations.NullMarked;
