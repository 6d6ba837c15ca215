package dev.engram.agent.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.trace.Frame;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.trace.Site;
import dev.engram.agent.trace.TraceStack;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The ring")
class EventRingTest {

    private static final int UNREADABLE = 1;

    private final Site site = new Site(Site.Kind.MEMORY, "a.M.store") {};
    private final TraceStack stack = TraceStack.current();

    @AfterEach
    void close() {
        stack.depth = 0;
    }

    private OpenCall call(int number, String key) {
        stack.depth = 0;
        OpenCall call = Objects.requireNonNull(stack.push(site, number, Sampler.alwaysOn()));
        call.key = key;
        return call;
    }

    @Test
    @DisplayName("loses a slot that cannot be read, counts it, and goes on, also when it is the last")
    void unreadable() throws InterruptedException {
        List<@Nullable Object> keys = new CopyOnWriteArrayList<>();
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        EventRing ring = new EventRing(
                64,
                number -> {
                    if (number == UNREADABLE) {
                        throw new IllegalStateException("on purpose");
                    }
                    return site;
                },
                new FrameConsumer() {
                    @Override
                    public void onFrame(Frame frame) {
                        keys.add(frame.key);
                    }

                    @Override
                    public void onPause() {}

                    @Override
                    public void onError(Throwable thrown) {
                        errors.add(thrown);
                    }
                });
        ring.offer(call(0, "before"), 1, null);
        ring.offer(call(UNREADABLE, "lost"), 1, null);
        assertThat(ring.drain(30, TimeUnit.SECONDS)).isTrue();
        assertThat(ring.abandoned()).isEqualTo(1);
        ring.offer(call(0, "after"), 1, null);
        assertThat(ring.drain(30, TimeUnit.SECONDS)).isTrue();
        assertThat(keys).containsExactly("before", "after");
        assertThat(errors).singleElement().isInstanceOf(IllegalStateException.class);
        assertThat(ring.consumed() + ring.dropped() + ring.abandoned()).isEqualTo(ring.offered());
        ring.stop(1, TimeUnit.SECONDS);
    }
}
