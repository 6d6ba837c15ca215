/**
 * Stands in for {@code java.util.logging} in the agent's libraries: the build relocates their calls here. The real one,
 * touched before {@code main}, would choose the application's log manager for it.
 */
@NullMarked
package dev.engram.agent.log.jul;

import org.jspecify.annotations.NullMarked;
