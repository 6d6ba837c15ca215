/** Lettuce. */
@NullMarked
package dev.engram.agent.client.lettuce;

import org.jspecify.annotations.NullMarked;
