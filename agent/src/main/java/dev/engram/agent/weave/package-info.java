/** From rules to woven methods: matching, advice, and the report of what matched. Byte Buddy is known here. */
@NullMarked
package dev.engram.agent.weave;

import org.jspecify.annotations.NullMarked;
