@NullMarked
package dev.engram.agent.async;

import org.jspecify.annotations.NullMarked;
