package dev.engram.benchmarks.jmh;

import dev.engram.agent.record.MemorySite;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.pack.Convention;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.trace.TraceStack;
import java.util.List;
import java.util.Objects;

/** A retrieve as the agent records it by its convention: key and value, both Strings. */
final class MemoryCall {

    static final MemorySite SITE = new MemorySite("engram", rule(), "com.acme.MemoryManager.retrieve");

    private static final String KEY = "test-plan-user-service";
    private static final String VALUE = "The user service creates, updates and deletes users; cover all three.";

    private MemoryCall() {}

    private static Rule rule() {
        return Objects.requireNonNull(
                Convention.rule("com.acme.MemoryManager", "retrieve", List.of("java.lang.String")));
    }

    /** Open on this thread. */
    static OpenCall open() {
        OpenCall call = Objects.requireNonNull(TraceStack.current().push(SITE, Sampler.alwaysOn(), null));
        call.startNanos = System.nanoTime();
        call.key = KEY;
        call.value = VALUE;
        call.found = 1;
        return call;
    }

    /** Complete, as the consumer sees it. */
    static RecordedCall call() {
        RecordedCall call = new RecordedCall();
        call.site = SITE;
        call.traceIdHigh = 0x0123456789abcdefL;
        call.traceIdLow = 0x23456789abcdef01L;
        call.spanId = 0x456789abcdef0123L;
        call.startNanos = System.nanoTime();
        call.endNanos = call.startNanos + 1234;
        call.sampled = true;
        call.key = KEY;
        call.value = VALUE;
        call.found = 1;
        return call;
    }
}
