/** Redis clients: which of their methods send a command, and how to read one. */
@NullMarked
package dev.engram.agent.redis;

import org.jspecify.annotations.NullMarked;
