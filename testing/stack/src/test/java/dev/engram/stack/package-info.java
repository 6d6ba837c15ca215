/**
 * Classes named {@code …IT} run on the real programs, in the profile {@code real-stack} alone; the others need nothing but the
 * source tree.
 */
@NullMarked
package dev.engram.stack;

import org.jspecify.annotations.NullMarked;
