package dev.engram.agent.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An open call")
class OpenCallTest {

    private static final Site SITE = new Site(Site.Kind.MEMORY, "com.acme.Memory.store") {};

    private final TraceStack stack = TraceStack.current();

    @AfterEach
    void nothingStaysOpen() {
        stack.depth = 0;
    }

    private OpenCall open() {
        return Objects.requireNonNull(stack.push(SITE, Sampler.alwaysOn(), null));
    }

    @Test
    @DisplayName("holds nothing of the call before it in its place")
    void usedAgain() {
        OpenCall around = open();
        OpenCall before = open();
        before.key = "key";
        before.namespace = "namespace";
        before.value = "value";
        before.agentId = "agent";
        before.agentType = "type";
        before.self = "self";
        before.ttl = 1;
        before.limit = 2;
        before.attributes(2)[1] = "attribute";
        assertThat(before.attributes(2)).as("made once").contains("attribute");
        before.found = 1;
        before.resultCount = 3;
        before.nested = true;
        before.isHandedOn = true;
        before.isDropped = true;
        before.awaitsReply = true;
        before.lostExits = 1;
        before.fold();
        before.failedAttempt(1, new IllegalStateException());
        OpenCall parent = before.asParent();
        stack.depth = around.place + 1;
        OpenCall next = open();
        assertThat(next).isSameAs(before);
        assertThat(next.hasRare()).isFalse();
        assertThat(new Object[] {next.key, next.value, next.nestedErrors(), next.attributes[1]})
                .containsOnlyNulls();
        assertThat(next.attributeCount).isZero();
        assertThat(next.found).isEqualTo(RecordedCall.UNKNOWN);
        assertThat(next.resultCount).isEqualTo(-1);
        assertThat(List.of(next.nested, next.isHandedOn, next.isDropped, next.awaitsReply, next.isFolded()))
                .containsOnly(false);
        assertThat(next.lostExits).isZero();
        assertThat(next.asParent()).isNotSameAs(parent);
        assertThat(next.asParent().spanId).isEqualTo(next.spanId);
    }

    @Test
    @DisplayName("is told to later calls as it was when it was first asked, without numbers that change")
    void parent() {
        OpenCall call = open();
        call.operation = SITE;
        call.agentId = stack.argument(0, Unboxed.Type.INT, 1);
        call.agentType = "type";
        OpenCall parent = call.asParent();
        call.agentType = "other";
        stack.argument(0, Unboxed.Type.INT, 2);
        assertThat(call.asParent()).isSameAs(parent);
        assertThat(parent.asParent()).isSameAs(parent);
        assertThat(parent.agentId).isEqualTo(1);
        assertThat(parent.agentType).isEqualTo("type");
        assertThat(parent.operation).isSameAs(SITE);
        assertThat(parent.sampled).isTrue();
        assertThat(List.of(parent.traceIdHigh, parent.traceIdLow, parent.spanId))
                .containsExactly(call.traceIdHigh, call.traceIdLow, call.spanId);
        stack.depth = 0;
        OpenCall attached = Objects.requireNonNull(stack.attach(parent));
        assertThat(attached.asParent()).isSameAs(parent);
        assertThat(attached.agentId).isEqualTo(1);
        assertThat(attached.agentType).isEqualTo("type");
        assertThat(open().parentSpanId).isEqualTo(parent.spanId);
    }

    @Test
    @DisplayName("knows whether it holds more than a key, a value and numbers")
    void rare() {
        List<Consumer<OpenCall>> rare = List.of(
                call -> call.namespace = "x",
                call -> call.agentId = "x",
                call -> call.agentType = "x",
                call -> call.session = "x",
                call -> call.self = "x",
                call -> call.ttl = "x",
                call -> call.limit = "x",
                call -> call.failedAttempt(1, new IllegalStateException()));
        OpenCall call = open();
        call.key = "key";
        call.value = "value";
        assertThat(call.hasRare()).isFalse();
        for (Consumer<OpenCall> each : rare) {
            each.accept(call);
            assertThat(call.hasRare()).isTrue();
            // Nothing may stay for the next test on this thread, which gets the same object.
            call.clear();
        }
    }
}
