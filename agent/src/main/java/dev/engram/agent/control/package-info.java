/**
 * The command line of the agent's jar, and how it reaches an application that runs: it attaches to the JVM, has it load the jar
 * with a command, and reads the answer from a file. Nothing here runs in an application.
 *
 * <pre>
 *   ./engram status 4711
 *     TargetProcess      finds the process: its user, its file system, whether it takes commands
 *     HotSpot     wakes the JVM and speaks to it through its socket
 *     Channel     writes the command to a directory that only the process's user can read, and reads the answer there
 *       EngramAgent.agentmain, in the application
 * </pre>
 */
@NullMarked
package dev.engram.agent.control;

import org.jspecify.annotations.NullMarked;
