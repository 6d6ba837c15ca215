/** Syntax of arguments that several commands share. */
@NullMarked
package dev.engram.collector.common.arguments;

import org.jspecify.annotations.NullMarked;
