/** The rules that come with Engram: packs of libraries, and the convention. */
@NullMarked
package dev.engram.agent.rule.pack;

import org.jspecify.annotations.NullMarked;
