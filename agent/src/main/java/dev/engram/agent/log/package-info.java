/** Engram's own few log lines. It knows no other package of the agent, and no logging library of the application. */
@NullMarked
package dev.engram.agent.log;

import org.jspecify.annotations.NullMarked;
