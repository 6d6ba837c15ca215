/** The files of a class path, as the JVM would find them: read, never loaded. */
@NullMarked
package dev.engram.agent.classpath;

import org.jspecify.annotations.NullMarked;
