/** Where the agent begins: premain, agentmain and the wiring, nothing else. */
@NullMarked
package dev.engram.agent;

import org.jspecify.annotations.NullMarked;
