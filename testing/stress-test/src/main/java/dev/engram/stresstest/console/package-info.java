/** What the user sees while the test goes on, and the log. */
@NullMarked
package dev.engram.stresstest.console;

import org.jspecify.annotations.NullMarked;
