/** The command ./engram stress-test. */
@NullMarked
package dev.engram.stresstest;

import org.jspecify.annotations.NullMarked;
