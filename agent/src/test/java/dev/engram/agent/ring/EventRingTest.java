package dev.engram.agent.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.trace.Site;
import dev.engram.agent.trace.TraceStack;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The ring")
@Timeout(120)
class EventRingTest {

    private static final int SIZE = 64;
    private static final int UNREADABLE = 1;

    private final Site site = new Site(Site.Kind.MEMORY, "a.M.store") {};
    private final Site unreadable = new Site(Site.Kind.MEMORY, "a.M.unreadable") {};
    private final TraceStack stack = TraceStack.current();
    private final Consumer consumer = new Consumer();

    /** Keeps what comes, and does on its thread what a test sets. */
    private static final class Consumer implements CallConsumer {
        final List<@Nullable Object> keys = new CopyOnWriteArrayList<>();
        final List<Throwable> errors = new CopyOnWriteArrayList<>();
        final AtomicReference<RecordedCall> last = new AtomicReference<>();
        final AtomicReference<Thread> thread = new AtomicReference<>();
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch twoPauses = new CountDownLatch(2);
        volatile @Nullable CountDownLatch mayEnd;
        volatile @Nullable RuntimeException thrownOnFrame;
        volatile @Nullable RuntimeException thrownOnPause;
        volatile @Nullable RuntimeException thrownOnError;

        @Override
        public void onCall(RecordedCall seen) throws InterruptedException {
            thread.set(Thread.currentThread());
            keys.add(seen.key);
            last.set(seen);
            begun.countDown();
            CountDownLatch end = mayEnd;
            if (end != null) {
                end.await();
            }
            raise(thrownOnFrame);
        }

        @Override
        public void onPause() {
            twoPauses.countDown();
            raise(thrownOnPause);
        }

        @Override
        public void onError(Throwable thrown) {
            errors.add(thrown);
            raise(thrownOnError);
        }

        /** The seen of the last call. */
        RecordedCall lent() {
            return Objects.requireNonNull(last.get());
        }

        private static void raise(@Nullable RuntimeException thrown) {
            if (thrown != null) {
                throw thrown;
            }
        }
    }

    @AfterEach
    void close() {
        stack.depth = 0;
    }

    private OpenCall call(Site at, String key) {
        stack.depth = 0;
        OpenCall call = Objects.requireNonNull(stack.push(at, Sampler.alwaysOn(), null));
        call.key = key;
        return call;
    }

    private EventRing ring() {
        return new EventRing(SIZE, number -> site).start(consumer);
    }

    private static void drain(EventRing ring) {
        assertThat(ring.drain(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @DisplayName("loses a slot that cannot be read, counts it, and goes on, also when it is the last")
    void unreadable() throws InterruptedException {
        EventRing ring = new EventRing(SIZE, number -> {
                    if (number == UNREADABLE) {
                        throw new IllegalStateException("on purpose");
                    }
                    return site;
                })
                .start(consumer);
        ring.offer(call(site, "before"), 1, null);
        WeakReference<Object> value = offerUnreadable(ring);
        drain(ring);
        assertThat(ring.abandoned()).isEqualTo(1);
        await("the value of the lost call is kept by nobody")
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> {
                    System.gc();
                    return value.refersTo(null);
                });
        ring.offer(call(site, "after"), 1, null);
        drain(ring);
        assertThat(consumer.keys).containsExactly("before", "after");
        assertThat(consumer.errors).singleElement().isInstanceOf(IllegalStateException.class);
        assertThat(ring.consumed()).isEqualTo(2);
        assertThat(ring.consumed() + ring.dropped() + ring.abandoned()).isEqualTo(ring.offered());
        ring.stop(1, TimeUnit.SECONDS);
    }

    private WeakReference<Object> offerUnreadable(EventRing ring) {
        unreadable.setNumber(UNREADABLE);
        OpenCall call = call(unreadable, "lost");
        Object value = new Object();
        call.value = value;
        ring.offer(call, 1, null);
        call.clear();
        return new WeakReference<>(value);
    }

    @Test
    @DisplayName("goes on after calls whose thread could not finish copying them, in each round, and counts them")
    void halfCopied() throws InterruptedException {
        EventRing ring = ring();
        List<String> whole = new ArrayList<>();
        for (int i = 0; i < 3 * SIZE; i++) {
            OpenCall call = call(site, "key-" + i);
            if (i % 7 == 0) {
                // More than it has: copying it ends as at the end of the stack.
                call.attributes = new Object[0];
                call.attributeCount = 1;
            } else {
                whole.add("key-" + i);
            }
            ring.offer(call, 1, null);
            call.attributeCount = 0;
            if (i % 30 == 0) {
                drain(ring);
            }
        }
        drain(ring);
        assertThat(consumer.keys).containsExactlyElementsOf(whole);
        assertThat(ring.consumed()).isEqualTo(whole.size());
        assertThat(ring.abandoned()).isEqualTo(3 * SIZE - whole.size());
        assertThat(ring.dropped()).isZero();
        assertThat(consumer.errors).isEmpty();
        ring.stop(60, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("drops and counts what finds it full, and nothing else")
    void full() throws InterruptedException {
        CountDownLatch mayEnd = new CountDownLatch(1);
        consumer.mayEnd = mayEnd;
        EventRing ring = ring();
        ring.offer(call(site, "first"), 1, null);
        consumer.begun.await();
        for (int i = 1; i < SIZE; i++) {
            assertThat(ring.hasRoom()).as("room for the call %s", i).isTrue();
            ring.offer(call(site, "key-" + i), 1, null);
        }
        assertThat(ring.hasRoom()).isFalse();
        assertThat(ring.dropped()).isZero();
        ring.offer(call(site, "lost"), 1, null);
        ring.drop();
        assertThat(ring.dropped()).isEqualTo(2);
        assertThat(ring.offered()).isEqualTo(SIZE + 2);
        assertThat(ring.consumed()).isZero();
        assertThat(ring.depth()).isEqualTo(SIZE);
        assertThat(ring.drain(1, TimeUnit.MILLISECONDS)).isFalse();
        mayEnd.countDown();
        drain(ring);
        assertThat(consumer.keys).hasSize(SIZE).doesNotHaveDuplicates().doesNotContain("lost");
        assertThat(ring.consumed()).isEqualTo(SIZE);
        assertThat(ring.depth()).isZero();
        assertThat(ring.abandoned()).isZero();
        while (!ring.hasRoom()) {
            Thread.onSpinWait();
        }
        ring.offer(call(site, "after"), 1, null);
        drain(ring);
        assertThat(consumer.keys).hasSize(SIZE + 1).endsWith("after");
        assertThat(ring.stop(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @DisplayName("reaches its consumer with the next call, whatever that throws at a call, a pause or an error")
    void throwingConsumer() throws InterruptedException {
        consumer.thrownOnFrame = new IllegalStateException("at a call");
        consumer.thrownOnPause = new IllegalStateException("at a pause");
        consumer.thrownOnError = new IllegalStateException("at an error");
        EventRing ring = ring();
        ring.offer(call(site, "first"), 1, null);
        consumer.twoPauses.await();
        ring.offer(call(site, "second"), 1, null);
        drain(ring);
        assertThat(consumer.keys).containsExactly("first", "second");
        assertThat(consumer.errors).extracting(Throwable::getMessage).contains("at a call", "at a pause");
        assertThat(ring.consumed()).isEqualTo(2);
        assertThat(consumer.lent().key).as("what was lent").isNull();
        ring.stop(60, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("takes back what it lent once the consumer is done with the call")
    void lent() throws InterruptedException {
        EventRing ring = ring();
        ring.offer(call(site, "key"), 1, null);
        drain(ring);
        assertThat(consumer.keys).containsExactly("key");
        assertThat(consumer.lent().key).isNull();
        assertThat(consumer.lent().site).isNull();
        ring.stop(60, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("pauses again and again while no call comes")
    void pauses() throws InterruptedException {
        EventRing ring = ring();
        consumer.twoPauses.await();
        assertThat(consumer.keys).isEmpty();
        ring.stop(60, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("pauses at the end of each batch, also while calls keep coming")
    void pausesBetweenBatches() throws InterruptedException {
        EventRing ring = new EventRing(SIZE, number -> site);
        OpenCall call = call(site, "key");
        AtomicInteger pauses = new AtomicInteger();
        List<Integer> pausesBefore = new CopyOnWriteArrayList<>();
        ring.start(new CallConsumer() {
            @Override
            public void onCall(RecordedCall seen) {
                pausesBefore.add(pauses.get());
                if (pausesBefore.size() < 100) {
                    // So that there is a call whenever the consumer looks for one.
                    ring.offer(call, 1, null);
                }
            }

            @Override
            public void onPause() {
                pauses.incrementAndGet();
            }

            @Override
            public void onError(Throwable thrown) {
                throw new AssertionError(thrown);
            }
        });
        ring.offer(call, 1, null);
        await().atMost(60, TimeUnit.SECONDS).until(() -> pausesBefore.size() == 100);
        assertThat(pausesBefore).doesNotHaveDuplicates();
        ring.stop(60, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("has one thread, which keeps no process and no class loader alive, and ends when it is told to")
    void thread() throws InterruptedException {
        CountDownLatch mayEnd = new CountDownLatch(1);
        consumer.mayEnd = mayEnd;
        EventRing ring = ring();
        ring.offer(call(site, "key"), 1, null);
        consumer.begun.await();
        Thread thread = Objects.requireNonNull(consumer.thread.get());
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getContextClassLoader()).isNull();
        assertThat(ring.stop(1, TimeUnit.MILLISECONDS)).as("stopped in a call").isFalse();
        mayEnd.countDown();
        assertThat(ring.stop(60, TimeUnit.SECONDS)).isTrue();
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    @DisplayName("is stopped before it was started")
    void neverStarted() throws InterruptedException {
        assertThat(new EventRing(SIZE, number -> site).stop(1, TimeUnit.MILLISECONDS))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {SIZE / 2, SIZE + SIZE / 2, EventRing.MAX_SIZE * 2})
    @DisplayName("has a power of two of slots, within bounds")
    void sizes(int size) {
        assertThatThrownBy(() -> new EventRing(size, number -> site))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not " + size + ".");
    }
}
