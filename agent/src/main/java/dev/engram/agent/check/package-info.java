/**
 * {@code java -jar engram-agent.jar check}: says what would be woven in an application, from its class files alone.
 *
 * <pre>
 *   Main         the command line
 *     CheckCommand  its one command
 *       ClassPath   jars, directories and what lies in them
 *       Check       asks the weaver's own decision of every class, and says what came of each rule
 *         PathCheck   whether the types on a path have the names that it reads
 *       TextReport, JsonReport   for people, for programs
 * </pre>
 *
 * <p>Nothing of the class path is ever loaded or run. The running agent loads nothing of this package.
 */
@NullMarked
package dev.engram.agent.check;

import org.jspecify.annotations.NullMarked;
