/** Charts as PNG. */
@NullMarked
package dev.engram.stresstest.chart;

import org.jspecify.annotations.NullMarked;
