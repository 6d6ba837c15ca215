/** Results as JSON, Markdown and one HTML file. */
@NullMarked
package dev.engram.stresstest.report;

import org.jspecify.annotations.NullMarked;
