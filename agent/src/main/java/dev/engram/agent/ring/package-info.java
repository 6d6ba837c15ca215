/** The ring between the application's threads and Engram's one consumer: LMAX Disruptor, and nothing else knows it. */
@NullMarked
package dev.engram.agent.ring;

import org.jspecify.annotations.NullMarked;
