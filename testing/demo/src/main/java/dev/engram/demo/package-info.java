/**
 * The demonstration: a real Redis, the collector and an application under the agent, all started by one command and all
 * gone with it.
 */
@NullMarked
package dev.engram.demo;

import org.jspecify.annotations.NullMarked;
