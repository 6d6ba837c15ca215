package dev.engram.agent.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.trace.Frame;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.trace.Site;
import dev.engram.agent.trace.TraceStack;
import java.lang.ref.WeakReference;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The ring's slots")
class SlotsTest {

    private static final class AnySite extends Site {
        AnySite(String name) {
            super(Kind.MEMORY, name);
        }
    }

    /** The highest number that a site can have. */
    private static final int LAST = 16_383;

    private final Site first = new AnySite("first");
    private final Site last = new AnySite("last");
    private final Slots slots = new Slots(4, number -> number == LAST ? last : first);
    private final TraceStack stack = TraceStack.current();

    @AfterEach
    void close() {
        stack.depth = 0;
    }

    private OpenCall open(Site site, int number) {
        return Objects.requireNonNull(stack.push(site, number, Sampler.alwaysOn()));
    }

    @Test
    @DisplayName("give back all that a call holds, and nothing of it the next time round")
    void everything() {
        OpenCall parent = open(first, 0);
        OpenCall failed = open(first, 0);
        failed.key = "failed";
        Throwable thrown = new IllegalStateException();
        stack.nest(failed, 7, thrown);
        stack.depth = 1;
        parent.key = "key";
        parent.value = "value";
        parent.namespace = "namespace";
        parent.agentId = "agent";
        parent.agentType = "type";
        parent.self = "self";
        parent.ttl = 60;
        parent.limit = 10;
        parent.found = 0;
        parent.nested = true;
        parent.resultCount = Long.MAX_VALUE;
        parent.startNanos = Long.MIN_VALUE;
        for (int i = 0; i < Frame.MAX_EXTRAS; i++) {
            parent.attributes(Frame.MAX_EXTRAS)[i] = "a" + i;
        }
        slots.set(2, parent, -5, thrown);

        Frame frame = slots.get(2);
        assertThat(frame.site).isSameAs(first);
        assertThat(new long[] {frame.traceIdHigh, frame.traceIdLow, frame.spanId, frame.parentSpanId})
                .containsExactly(parent.traceIdHigh, parent.traceIdLow, parent.spanId, 0);
        assertThat(frame.startNanos).isEqualTo(Long.MIN_VALUE);
        assertThat(frame.endNanos).isEqualTo(-5);
        assertThat(frame.resultCount).isEqualTo(Long.MAX_VALUE);
        assertThat(frame.sampled).isTrue();
        assertThat(frame.nested).isTrue();
        assertThat(frame.found).isZero();
        assertThat(new @Nullable Object[] {
                    frame.key,
                    frame.value,
                    frame.namespace,
                    frame.agentId,
                    frame.agentType,
                    frame.self,
                    frame.ttl,
                    frame.limit,
                    frame.thrown
                })
                .containsExactly("key", "value", "namespace", "agent", "type", "self", 60, 10, thrown);
        assertThat(frame.attributeCount).isEqualTo(Frame.MAX_EXTRAS);
        assertThat(frame.attributes).startsWith("a0").endsWith("a" + (Frame.MAX_EXTRAS - 1));
        assertThat(Objects.requireNonNull(frame.nestedErrors)).singleElement().satisfies(each -> {
            assertThat(each.key).isEqualTo("failed");
            assertThat(each.nanos).isEqualTo(7);
        });

        frame.clear();
        OpenCall bare = open(last, LAST);
        slots.set(6, bare, 1, null);
        Frame again = slots.get(6);
        assertThat(again.site).isSameAs(last);
        assertThat(again.parentSpanId).isEqualTo(parent.spanId);
        assertThat(again.nested).isFalse();
        assertThat(again.found).isEqualTo(Frame.UNKNOWN);
        assertThat(again.resultCount).isEqualTo(-1);
        assertThat(again.attributeCount).isZero();
        assertThat(again.attributes).containsOnlyNulls();
        assertThat(new @Nullable Object[] {
                    again.key,
                    again.value,
                    again.namespace,
                    again.agentId,
                    again.agentType,
                    again.self,
                    again.ttl,
                    again.limit,
                    again.thrown,
                    again.nestedErrors
                })
                .containsOnlyNulls();
    }

    @Test
    @DisplayName("hold no object of the application once its call was taken out")
    void noLeak() throws InterruptedException {
        Object value = new Object();
        Object agent = new Object();
        OpenCall call = open(first, 0);
        call.value = value;
        call.agentId = agent;
        call.attributes(1)[0] = value;
        slots.set(0, call, 1, null);
        call.clear();
        slots.get(0).clear();
        WeakReference<Object> valueGone = new WeakReference<>(value);
        WeakReference<Object> agentGone = new WeakReference<>(agent);
        value = null;
        agent = null;
        for (int i = 0; i < 50 && (valueGone.get() != null || agentGone.get() != null); i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(valueGone.get()).isNull();
        assertThat(agentGone.get()).isNull();
    }

    @Test
    @DisplayName("that were abandoned half written hold no call")
    void abandoned() {
        OpenCall call = open(first, 0);
        call.key = "key";
        call.agentId = "agent";
        call.attributes(1)[0] = "a";
        slots.set(1, call, 1, null);
        slots.setEmpty(1);
        assertThat(slots.get(1).site).isNull();
        call.clear();
        slots.set(5, call, 1, null);
        Frame frame = slots.get(5);
        assertThat(new @Nullable Object[] {frame.key, frame.agentId, frame.attributes[0]})
                .containsOnlyNulls();
    }
}
