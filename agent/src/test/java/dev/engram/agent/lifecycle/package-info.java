@NullMarked
package dev.engram.agent.lifecycle;

import org.jspecify.annotations.NullMarked;
