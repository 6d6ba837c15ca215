/** Promises of the pictures. */
@NullMarked
package dev.engram.collector.render;

import org.jspecify.annotations.NullMarked;
