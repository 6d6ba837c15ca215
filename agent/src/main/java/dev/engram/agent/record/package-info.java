/** The recording path: what runs on the application's thread between a woven method and the ring. */
@NullMarked
package dev.engram.agent.record;

import org.jspecify.annotations.NullMarked;
