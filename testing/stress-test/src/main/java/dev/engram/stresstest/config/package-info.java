/** The configuration: what it holds, its defaults, and how it is read. */
@NullMarked
package dev.engram.stresstest.config;

import org.jspecify.annotations.NullMarked;
