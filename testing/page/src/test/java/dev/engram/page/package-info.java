/** The collector's web page in a real browser. */
@NullMarked
package dev.engram.page;

import org.jspecify.annotations.NullMarked;
