/**
 * Engram's weaving as a part of that of the OpenTelemetry Java agent, which weaves by Byte Buddy.
 *
 * <p>The decision is {@link dev.engram.agent.weave.match.Matcher}'s and the code is {@link dev.engram.agent.weave.code.WovenMethod}'s,
 * as in Engram's own agent; here they take Byte Buddy's forms, {@code ElementMatcher} and {@code AsmVisitorWrapper}.
 */
@NullMarked
package dev.engram.extension.weave;

import org.jspecify.annotations.NullMarked;
