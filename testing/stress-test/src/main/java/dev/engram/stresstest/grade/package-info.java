/** What is concluded from a run: grades, stability, business value, comparison with a baseline. */
@NullMarked
package dev.engram.stresstest.grade;

import org.jspecify.annotations.NullMarked;
