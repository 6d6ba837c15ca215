/** What is open on each thread: identifiers, the stack of calls, sampling. */
@NullMarked
package dev.engram.agent.trace;

import org.jspecify.annotations.NullMarked;
