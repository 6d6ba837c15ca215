@NullMarked
package dev.engram.agent.text;

import org.jspecify.annotations.NullMarked;
