/** From rules to woven methods: matching, weaving, and the report of what matched. ASM is known here. */
@NullMarked
package dev.engram.agent.weave;

import org.jspecify.annotations.NullMarked;
