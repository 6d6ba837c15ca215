/** The collector as one part: start it, ask it, close it. */
@NullMarked
package dev.engram.collector.server;

import org.jspecify.annotations.NullMarked;
