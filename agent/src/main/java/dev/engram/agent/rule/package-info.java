/** Rules: what to instrument, as data. The model, its YAML, the paths that read values, the convention. */
@NullMarked
package dev.engram.agent.rule;

import org.jspecify.annotations.NullMarked;
