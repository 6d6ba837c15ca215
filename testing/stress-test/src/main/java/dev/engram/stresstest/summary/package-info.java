/** What is concluded of runs, and of the whole test. */
@NullMarked
package dev.engram.stresstest.summary;

import org.jspecify.annotations.NullMarked;
