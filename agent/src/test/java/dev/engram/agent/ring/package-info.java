@NullMarked
package dev.engram.agent.ring;

import org.jspecify.annotations.NullMarked;
