package dev.engram.agent.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.rule.AllocatedBytes;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.trace.Site;
import dev.engram.agent.trace.TraceStack;
import dev.engram.agent.trace.Unboxed;
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
    private final Site reader = new AnySite("reader");
    private final Site last = new AnySite("last");
    private final Slots slots = new Slots(4, number -> number == LAST ? last : first);
    private final TraceStack stack = TraceStack.current();

    @AfterEach
    void close() {
        stack.depth = 0;
    }

    /** Bytes a slot that are allocated when {@code call} is copied into each of a thousand. */
    private static long bytesOfEach(OpenCall call) {
        Slots many = new Slots(1024, number -> call.site);
        return AllocatedBytes.once(() -> {
                    for (int i = 0; i < 1024; i++) {
                        many.set(i, call, 1, null);
                    }
                    return many;
                })
                / 1024;
    }

    @Test
    @DisplayName(
            "take about 130 bytes each, all at the start, and more only where a call has extra attributes or numbers")
    void memory() {
        long allocated = AllocatedBytes.once(() -> new EventRing(1 << 16, number -> first));
        assertThat(allocated / (1 << 16)).isBetween(120L, 140L);

        OpenCall plain = open(first);
        plain.key = "key";
        plain.ttl = 60;
        plain.agentId = "agent";
        assertThat(bytesOfEach(plain)).isZero();

        OpenCall withAttribute = open(first);
        withAttribute.attributes(1)[0] = "a";
        assertThat(bytesOfEach(withAttribute)).isBetween(135L, 165L);

        OpenCall withNumber = open(first);
        withNumber.ttl = stack.argument(0, Unboxed.Type.INT, 60);
        assertThat(bytesOfEach(withNumber)).isBetween(100L, 120L);

        OpenCall withBoth = open(first);
        withBoth.attributes(1)[0] = stack.argument(1, Unboxed.Type.INT, 60);
        assertThat(bytesOfEach(withBoth)).isBetween(450L, 550L);
    }

    private OpenCall open(Site site) {
        return Objects.requireNonNull(stack.push(site, Sampler.alwaysOn(), null));
    }

    @Test
    @DisplayName("give back all that a call holds, and nothing of it the next time round")
    void everything() {
        OpenCall parent = open(first);
        OpenCall failed = open(first);
        failed.key = "failed";
        Throwable thrown = new IllegalStateException();
        stack.nest(failed, 7, thrown);
        stack.depth = 1;
        parent.key = "key";
        parent.value = "value";
        parent.namespace = "namespace";
        parent.agentId = "agent";
        parent.agentType = "type";
        parent.session = "session";
        parent.sessionSite = reader;
        parent.self = "self";
        parent.ttl = 60;
        parent.limit = 10;
        parent.found = 0;
        parent.nested = true;
        parent.resultCount = Long.MAX_VALUE;
        parent.startNanos = Long.MIN_VALUE;
        for (int i = 0; i < RecordedCall.MAX_EXTRAS; i++) {
            parent.attributes(RecordedCall.MAX_EXTRAS)[i] = "a" + i;
        }
        slots.set(2, parent, -5, thrown);

        RecordedCall seen = slots.get(2);
        assertThat(seen.site).isSameAs(first);
        assertThat(new long[] {seen.traceIdHigh, seen.traceIdLow, seen.spanId, seen.parentSpanId})
                .containsExactly(parent.traceIdHigh, parent.traceIdLow, parent.spanId, 0);
        assertThat(seen.startNanos).isEqualTo(Long.MIN_VALUE);
        assertThat(seen.endNanos).isEqualTo(-5);
        assertThat(seen.resultCount).isEqualTo(Long.MAX_VALUE);
        assertThat(seen.sampled).isTrue();
        assertThat(seen.nested).isTrue();
        assertThat(seen.found).isZero();
        assertThat(new @Nullable Object[] {
                    seen.key,
                    seen.value,
                    seen.namespace,
                    seen.agentId,
                    seen.agentType,
                    seen.session,
                    seen.sessionSite,
                    seen.self,
                    seen.ttl,
                    seen.limit,
                    seen.thrown
                })
                .containsExactly(
                        "key", "value", "namespace", "agent", "type", "session", reader, "self", 60, 10, thrown);
        assertThat(seen.attributeCount).isEqualTo(RecordedCall.MAX_EXTRAS);
        assertThat(seen.attributes).startsWith("a0").endsWith("a" + (RecordedCall.MAX_EXTRAS - 1));
        assertThat(Objects.requireNonNull(seen.nestedErrors)).singleElement().satisfies(each -> {
            assertThat(each.key()).isEqualTo("failed");
            assertThat(each.nanos()).isEqualTo(7);
        });

        seen.clear();
        last.setNumber(LAST);
        OpenCall bare = open(last);
        slots.set(6, bare, 1, null);
        RecordedCall again = slots.get(6);
        assertThat(again.site).isSameAs(last);
        assertThat(again.parentSpanId).isEqualTo(parent.spanId);
        assertThat(again.nested).isFalse();
        assertThat(again.found).isEqualTo(RecordedCall.UNKNOWN);
        assertThat(again.resultCount).isEqualTo(-1);
        assertThat(again.attributeCount).isZero();
        assertThat(again.attributes).containsOnlyNulls();
        assertThat(new @Nullable Object[] {
                    again.key,
                    again.value,
                    again.namespace,
                    again.agentId,
                    again.agentType,
                    again.session,
                    again.sessionSite,
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
        OpenCall call = open(first);
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
    @DisplayName("give back each primitive number as its box, whatever field or attribute it was")
    void numbers() {
        OpenCall call = open(first);
        call.key = stack.argument(0, Unboxed.Type.INT, 1);
        call.value = stack.argument(1, Unboxed.Type.LONG, 2);
        call.ttl = stack.argument(2, Unboxed.Type.SHORT, 3);
        call.limit = stack.argument(3, Unboxed.Type.DOUBLE, Double.doubleToRawLongBits(4.5));
        call.attributes(2)[0] = stack.argument(4, Unboxed.Type.FLOAT, Double.doubleToRawLongBits(5.5));
        call.attributes(2)[1] = stack.argument(5, Unboxed.Type.INT, 6);
        slots.set(3, call, 1, null);
        RecordedCall seen = slots.get(3);
        assertThat(new @Nullable Object[] {
                    seen.key, seen.value, seen.ttl, seen.limit, seen.attributes[0], seen.attributes[1]
                })
                .containsExactly(1, 2L, (short) 3, 4.5, 5.5f, 6);
    }

    @Test
    @DisplayName("give back what a call threw that has nothing else, and that it is not sampled")
    void failedCall() {
        OpenCall call = Objects.requireNonNull(stack.push(first, Sampler.alwaysOff(), null));
        Throwable thrown = new IllegalStateException();
        slots.set(1, call, 1, thrown);
        assertThat(slots.get(1).thrown).isSameAs(thrown);
        assertThat(slots.get(1).sampled).isFalse();
        slots.setEmpty(2);
        assertThat(slots.get(2).thrown).isNull();
        assertThat(slots.get(2).site).isNull();
    }

    @Test
    @DisplayName("that were abandoned half written leave nothing to the next call, and their neighbours alone")
    void neighbours() {
        OpenCall call = open(first);
        call.key = "key";
        call.value = "value";
        call.agentId = "agent";
        call.limit = 5;
        for (int slot = 0; slot < 4; slot++) {
            slots.set(slot, call, 1, null);
        }
        slots.setEmpty(2);
        OpenCall next = open(first);
        next.ttl = 60;
        slots.set(6, next, 1, null);
        RecordedCall seen = slots.get(6);
        assertThat(new @Nullable Object[] {seen.key, seen.value, seen.agentId, seen.limit, seen.ttl})
                .containsExactly(null, null, null, null, 60);
        seen.clear();
        for (int slot : new int[] {0, 1, 3}) {
            RecordedCall other = slots.get(slot);
            assertThat(new @Nullable Object[] {other.key, other.value, other.agentId, other.limit})
                    .containsExactly("key", "value", "agent", 5);
            other.clear();
        }
    }

    @Test
    @DisplayName("that were abandoned half written hold no object of the application")
    void abandonedLeak() throws InterruptedException {
        Object agent = new Object();
        Object attribute = new Object();
        OpenCall call = open(first);
        call.agentId = agent;
        call.attributes(1)[0] = attribute;
        slots.set(3, call, 1, null);
        call.clear();
        slots.setEmpty(3);
        WeakReference<Object> agentGone = new WeakReference<>(agent);
        WeakReference<Object> attributeGone = new WeakReference<>(attribute);
        agent = null;
        attribute = null;
        for (int i = 0; i < 50 && (agentGone.get() != null || attributeGone.get() != null); i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(agentGone.get()).isNull();
        assertThat(attributeGone.get()).isNull();
    }

    @Test
    @DisplayName("that were abandoned half written hold no call")
    void abandoned() {
        OpenCall call = open(first);
        call.key = "key";
        call.agentId = "agent";
        call.attributes(1)[0] = "a";
        slots.set(1, call, 1, null);
        slots.setEmpty(1);
        assertThat(slots.get(1).site).isNull();
        call.clear();
        slots.set(5, call, 1, null);
        RecordedCall seen = slots.get(5);
        assertThat(new @Nullable Object[] {seen.key, seen.agentId, seen.attributes[0]})
                .containsOnlyNulls();
    }
}
