/**
 * Engram's weaving as a part of Byte Buddy's: for an agent or extension that has Byte Buddy anyway, such as an extension of
 * the OpenTelemetry Java agent.
 *
 * <p>The decision is {@link dev.engram.agent.weave.match.Matcher}'s and the code is {@link dev.engram.agent.weave.code.WovenMethod}'s,
 * as in Engram's own agent; here they take Byte Buddy's forms, {@code ElementMatcher} and {@code AsmVisitorWrapper}.
 *
 * <p>Engram's own agent weaves by ASM alone, and of Byte Buddy its jar has nothing else. The build therefore leaves this
 * package out of that jar, and no other package may depend on it.
 */
@NullMarked
package dev.engram.agent.weave.bytebuddy;

import org.jspecify.annotations.NullMarked;
