/**
 * What is racy by design in the agent, under stress. {@link dev.engram.races.Races} runs all of it: jcstress where a race
 * is between a few instructions, loops of its own where it takes threads, a ring and a consumer.
 */
@NullMarked
package dev.engram.races;

import org.jspecify.annotations.NullMarked;
