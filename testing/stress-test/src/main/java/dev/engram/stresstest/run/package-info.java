/** Runs scenarios in forked JVMs, within the limits of safety. */
@NullMarked
package dev.engram.stresstest.run;

import org.jspecify.annotations.NullMarked;
