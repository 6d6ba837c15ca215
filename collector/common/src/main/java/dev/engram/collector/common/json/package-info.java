/** JSON text to plain values and back. */
@NullMarked
package dev.engram.collector.common.json;

import org.jspecify.annotations.NullMarked;
