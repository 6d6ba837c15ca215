/** Promises of the pictures. */
@NullMarked
package dev.engram.collector.common.render;

import org.jspecify.annotations.NullMarked;
