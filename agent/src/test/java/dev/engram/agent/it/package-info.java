/** Real JVMs started with the real agent's jar. */
@NullMarked
package dev.engram.agent.it;

import org.jspecify.annotations.NullMarked;
