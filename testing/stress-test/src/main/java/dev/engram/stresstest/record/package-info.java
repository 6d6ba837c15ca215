/** What the forked JVM tells, line by line, and what becomes of it. */
@NullMarked
package dev.engram.stresstest.record;

import org.jspecify.annotations.NullMarked;
