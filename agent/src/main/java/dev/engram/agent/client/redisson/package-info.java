/** Redisson. */
@NullMarked
package dev.engram.agent.client.redisson;

import org.jspecify.annotations.NullMarked;
