/**
 * The few classes on the bootstrap loader: the entry point that woven code calls, what it hands on to, and the loader that
 * keeps the rest of the agent out of the application's sight. Nothing here reaches any other package of Engram.
 */
@NullMarked
package dev.engram.bootstrap;

import org.jspecify.annotations.NullMarked;
