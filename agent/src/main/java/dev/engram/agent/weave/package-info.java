/**
 * From rules to woven methods.
 *
 * <pre>
 *   Weaver            the JVM's transformer: which classes are looked at
 *     match.Matcher     which methods of a class are woven, and by which rule: a Plan; {@code check} asks it too
 *     CallSites         gives each of them its call site id: a MethodAdvice
 *     code.WovenClass   copies the class file
 *       code.WovenMethod  puts the calls around a method: ProbeCalls, ArgumentWriter, ExceptionTable, StackMapFrames
 *     MatchReport       what was woven, what not, and why
 *     ClassDump         class files of classes that could not be woven or verified
 *   classfile         the model of types, read from class files
 *   bytebuddy         the same decision and code as Byte Buddy's ElementMatcher and AsmVisitorWrapper
 * </pre>
 *
 * <p>ASM is known here.
 */
@NullMarked
package dev.engram.agent.weave;

import org.jspecify.annotations.NullMarked;
