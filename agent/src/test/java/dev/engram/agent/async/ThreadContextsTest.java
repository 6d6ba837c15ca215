package dev.engram.agent.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.record.EachCall;
import dev.engram.agent.record.MemorySite;
import dev.engram.agent.record.Sites;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.rule.LogLines;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.Source;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.trace.TraceStack;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The parent of a call on another thread, or within another agent's span")
class ThreadContextsTest {

    private final Sites sites = new Sites();
    private final int site = sites.number(
            List.of("x"),
            () -> new MemorySite(
                    "t",
                    Rule.memory(new Source("r.yaml", 1), "a.M", "get", Operation.RETRIEVE)
                            .build(),
                    "a.M.get"));
    private final EventRing ring = new EventRing(64, sites::get).start(new EachCall(call -> {}));
    private final AsyncRecorder recorder = new AsyncRecorder(sites, ring, Sampler.alwaysOn(), true, false);

    @AfterEach
    void stop() throws InterruptedException {
        ring.stop(30, TimeUnit.SECONDS);
        assertThat(TraceStack.current().top()).isNull();
    }

    private OpenCall enter() {
        return (OpenCall) Objects.requireNonNull(recorder.enter(site, null, null, null, null, null, null, null));
    }

    private void exit(OpenCall call) {
        recorder.exit(call, null, null);
    }

    /** The parent's span id of a call that begins now. */
    private long parent() {
        OpenCall call = enter();
        long parent = call.parentSpanId;
        exit(call);
        return parent;
    }

    @Test
    @DisplayName("is, within a task, what was open where the task was handed over")
    void task() {
        Object task = new Object();
        OpenCall around = enter();
        long spanId = around.spanId;
        recorder.contexts.capture(task);
        exit(around);
        assertThat(parent()).isZero();
        Object attached = Objects.requireNonNull(recorder.contexts.attach(task));
        assertThat(parent()).isEqualTo(spanId);
        recorder.contexts.detach(attached);
        assertThat(parent()).isZero();
    }

    @Test
    @DisplayName("is nothing within a task that was taken back, and nothing after a thread's last task")
    void noTask() {
        Object discarded = new Object();
        Object lasting = new Object();
        OpenCall around = enter();
        recorder.contexts.capture(discarded);
        recorder.contexts.capture(lasting);
        recorder.contexts.discard(discarded);
        Object nothing = Objects.requireNonNull(recorder.contexts.attachNothing());
        assertThat(parent()).isZero();
        recorder.contexts.detach(nothing);
        assertThat(TraceStack.current().top()).isSameAs(around);
        exit(around);
        assertThat(recorder.contexts.attach(discarded)).isNull();
        assertThat(recorder.contexts.attach(lasting)).isNotNull();
        recorder.contexts.detachAll();
        assertThat(parent()).isZero();
    }

    private static Context contextOf(String spanId) {
        return Context.root()
                .with(Span.wrap(SpanContext.create(
                        "0123456789abcdef0123456789abcdef", spanId, TraceFlags.getSampled(), TraceState.getDefault())));
    }

    @Test
    @DisplayName(
            "is a span of the application's own, as long as its scope is open; and such a span lies beneath a call")
    void spans() {
        String spanId = "00000000000000a1";
        Context context = contextOf(spanId);
        try (Scope scope = context.makeCurrent()) {
            recorder.contexts.scopeOpened(scope, context);
            assertThat(parent()).isEqualTo(HexFormat.fromHexDigitsToLong(spanId));
            recorder.contexts.scopeClosed(scope);
            assertThat(parent()).isZero();
        }
        OpenCall call = enter();
        Context within = (Context) recorder.contexts.currentContext(Context.root());
        assertThat(Span.fromContext(within).getSpanContext().getSpanId())
                .isEqualTo(HexFormat.of().toHexDigits(call.spanId));
        exit(call);
    }

    /** A context that cannot be read. */
    private record Broken(Supplier<Error> thrown) implements Context {
        @Override
        public <V> @Nullable V get(ContextKey<V> key) {
            throw thrown.get();
        }

        @Override
        public <V> Context with(ContextKey<V> key, V value) {
            throw thrown.get();
        }
    }

    private static final class Unreadable extends Error {
        private static final long serialVersionUID = 1;
    }

    @Test
    @DisplayName("is not told by a context that throws: the application gets its own back, and one line says so")
    void brokenContext() {
        try (LogLines log = new LogLines();
                Scope scope = contextOf("00000000000000a2").makeCurrent()) {
            for (Broken broken : List.of(new Broken(StackOverflowError::new), new Broken(Unreadable::new))) {
                recorder.contexts.scopeOpened(scope, broken);
                assertThat(parent()).isZero();
                OpenCall call = enter();
                assertThat(recorder.contexts.currentContext(broken)).isSameAs(broken);
                exit(call);
            }
            assertThat(log.all())
                    .containsExactly("[engram] WARN A span of the application's own OpenTelemetry was not seen: "
                            + Unreadable.class.getName() + ".");
        }
    }
}
