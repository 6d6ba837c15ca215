/** Turns the packs' YAML into what the agent reads of them. Runs in the build; the agent's jar does not contain it. */
@NullMarked
package dev.engram.agent.rule.pack.build;

import org.jspecify.annotations.NullMarked;
