/** Where the JDK and libraries hand tasks from one thread to another, and requests from process to process, as data. */
@NullMarked
package dev.engram.agent.context;

import org.jspecify.annotations.NullMarked;
