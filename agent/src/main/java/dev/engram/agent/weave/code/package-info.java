/** The code that is put into a class file: calls of {@code Probe} around a method, and hand-overs of tasks to other threads. */
@NullMarked
package dev.engram.agent.weave.code;

import org.jspecify.annotations.NullMarked;
