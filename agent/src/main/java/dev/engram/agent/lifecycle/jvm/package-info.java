/**
 * What the JVM's management interface tells and shows. Loaded for a command or by a setting alone: before {@code main} it would
 * set up parts of the JDK that are the application's to set up.
 */
@NullMarked
package dev.engram.agent.lifecycle.jvm;

import org.jspecify.annotations.NullMarked;
