/** Questions to the application's classes that several packages ask. */
@NullMarked
package dev.engram.agent.types;

import org.jspecify.annotations.NullMarked;
