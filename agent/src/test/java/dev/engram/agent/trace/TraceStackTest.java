package dev.engram.agent.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A thread's stack")
@Timeout(60)
class TraceStackTest {

    private static final Site SITE = new Site(Site.Kind.TASK, "com.acme.Work.run") {};

    private final TraceStack stack = TraceStack.current();

    @AfterEach
    void nothingStaysOpen() {
        stack.depth = 0;
    }

    /** Checks something on a stack that nobody has used: that of a new thread. */
    private static void onNewThread(Consumer<TraceStackTest> check) {
        CompletableFuture.runAsync(
                        () -> check.accept(new TraceStackTest()), task -> new Thread(task, "new-stack").start())
                .join();
    }

    private OpenCall push() {
        return Objects.requireNonNull(stack.push(SITE, Sampler.alwaysOn(), null));
    }

    @Test
    @DisplayName("makes the first each the root of a new trace, the next ones its descendants")
    void parents() {
        OpenCall root = push();
        OpenCall child = push();
        OpenCall grandchild = push();
        assertThat(root.parentSpanId).isZero();
        assertThat(child.parentSpanId).isEqualTo(root.spanId);
        assertThat(grandchild.parentSpanId).isEqualTo(child.spanId);
        assertThat(List.of(child, grandchild)).allSatisfy(each -> {
            assertThat(each.traceIdHigh).isEqualTo(root.traceIdHigh);
            assertThat(each.traceIdLow).isEqualTo(root.traceIdLow);
        });
        assertThat(stack.top()).isSameAs(grandchild);
        stack.depth = grandchild.place;
        assertThat(stack.top()).isSameAs(child);
        OpenCall sibling = push();
        assertThat(sibling.parentSpanId).isEqualTo(child.spanId);
    }

    @Test
    @DisplayName("gives every span its own id, never zero, and every root its own trace")
    void ids() {
        Set<Long> spans = new HashSet<>();
        Set<Long> traces = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            OpenCall root = push();
            assertThat(root.spanId).isNotZero();
            assertThat(root.traceIdHigh).isNotZero();
            spans.add(root.spanId);
            traces.add(root.traceIdLow);
            stack.depth = root.place;
            root.clear();
        }
        assertThat(spans).hasSize(10_000);
        assertThat(traces).hasSize(10_000);
    }

    @Test
    @DisplayName("lets the root's sampling decide for the whole trace")
    void sampling() {
        OpenCall root = Objects.requireNonNull(stack.push(SITE, Sampler.alwaysOff(), null));
        OpenCall child = push();
        assertThat(root.sampled).isFalse();
        assertThat(child.sampled).isFalse();
    }

    @Test
    @DisplayName("closes with a call those that were left open above it, and forgets them before the next one")
    void leftOpen() {
        push();
        OpenCall lost = push();
        lost.key = "key";
        lost.fold();
        push();
        stack.depth = 0;
        assertThat(stack.top()).isNull();
        assertThat(stack.isOpen(lost)).isFalse();
        push();
        assertThat(push()).isSameAs(lost);
        assertThat(lost.key).isNull();
        assertThat(lost.unfold()).isFalse();
    }

    @Test
    @DisplayName("holds 128 calls and no more")
    void depth() {
        List<OpenCall> calls = new ArrayList<>();
        for (int i = 0; i < 128; i++) {
            calls.add(push());
        }
        assertThat(new HashSet<>(calls)).hasSize(128);
        assertThat(stack.push(SITE, Sampler.alwaysOn(), null)).isNull();
        stack.depth = calls.get(127).place;
        assertThat(stack.push(SITE, Sampler.alwaysOn(), null)).isNotNull();
    }

    @Test
    @DisplayName("of a new thread keeps each each in its place while it grows")
    void growth() {
        onNewThread(fresh -> {
            assertThat(TraceStack.current()).isSameAs(fresh.stack);
            List<OpenCall> calls = new ArrayList<>();
            for (int i = 0; i < 128; i++) {
                calls.add(fresh.push());
            }
            for (int i = 127; i >= 0; i--) {
                assertThat(fresh.stack.top()).isSameAs(calls.get(i));
                fresh.stack.depth = i;
            }
        });
    }

    @Test
    @DisplayName("keeps a each open until all calls folded into it have ended")
    void folding() {
        OpenCall each = push();
        each.fold();
        each.fold();
        assertThat(each.unfold()).isTrue();
        assertThat(each.unfold()).isTrue();
        assertThat(each.unfold()).isFalse();
    }

    @Test
    @DisplayName("is each thread's own, and shows what is open to the one who asks at the end")
    void threads() throws InterruptedException {
        OpenCall mine = push();
        List<Long> parents = new ArrayList<>();
        List<Long> theirs = new ArrayList<>();
        CountDownLatch open = new CountDownLatch(1);
        CountDownLatch seen = new CountDownLatch(1);
        Thread other = new Thread(() -> {
            TraceStack own = TraceStack.current();
            OpenCall root = Objects.requireNonNull(own.push(SITE, Sampler.alwaysOn(), null));
            OpenCall child = Objects.requireNonNull(own.push(SITE, Sampler.alwaysOn(), null));
            parents.add(root.parentSpanId);
            theirs.add(root.spanId);
            theirs.add(child.spanId);
            open.countDown();
            try {
                seen.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            own.depth = root.place;
        });
        other.start();
        open.await();
        List<Long> shown = new ArrayList<>();
        TraceStack.forEachOpen(each -> shown.add(each.spanId));
        seen.countDown();
        other.join();
        assertThat(parents).containsExactly(0L);
        assertThat(theirs).hasSize(2);
        assertThat(shown).contains(mine.spanId).containsSubsequence(theirs);
        shown.clear();
        TraceStack.forEachOpen(each -> shown.add(each.spanId));
        assertThat(shown).contains(mine.spanId).doesNotContainAnyElementsOf(theirs);
    }

    @Test
    @DisplayName("has a first each lie beneath the call that is around it, if there is one, and no other each")
    void beneath() {
        OpenCall far = Objects.requireNonNull(stack.push(SITE, Sampler.alwaysOff(), null));
        far.operation = SITE;
        OpenCall around = far.asParent();
        stack.depth = 0;
        OpenCall first = Objects.requireNonNull(stack.push(SITE, Sampler.alwaysOn(), around));
        assertThat(first.parentSpanId).isEqualTo(around.spanId);
        assertThat(first.traceIdHigh).isEqualTo(around.traceIdHigh);
        assertThat(first.traceIdLow).isEqualTo(around.traceIdLow);
        assertThat(first.sampled).isFalse();
        assertThat(first.operation).isSameAs(SITE);
        OpenCall second = Objects.requireNonNull(stack.push(SITE, Sampler.alwaysOn(), around));
        assertThat(second.parentSpanId).isEqualTo(first.spanId);
        assertThat(second.operation).isSameAs(SITE);
        stack.depth = 0;
        OpenCall root = push();
        assertThat(root.parentSpanId).isZero();
        assertThat(root.sampled).isTrue();
        assertThat(root.operation).isNull();
    }

    @Test
    @DisplayName("closes calls whose exit was lost before the next one begins, and counts them once")
    void lostExits() {
        OpenCall root = push();
        OpenCall folded = push();
        folded.fold();
        OpenCall lost = push();
        lost.lostExits = 1;
        folded.lostExits = 2;
        assertThat(stack.isOpen(lost)).isTrue();
        assertThat(stack.top()).isSameAs(root);
        assertThat(stack.isOpen(folded)).isFalse();
        assertThat(stack.takeLost()).isEqualTo(2);
        assertThat(stack.takeLost()).isZero();
        root.lostExits = 1;
        assertThat(stack.top()).isNull();
        assertThat(stack.depth).isZero();
        assertThat(stack.takeLost()).isEqualTo(1);
    }

    @Test
    @DisplayName("keeps a call open of which only the exits of folded calls were lost")
    void lostExitsOfFoldedCalls() {
        OpenCall each = push();
        each.fold();
        each.fold();
        each.lostExits = 1;
        assertThat(stack.top()).isSameAs(each);
        assertThat(each.unfold()).isTrue();
        assertThat(each.lostExits).isZero();
        assertThat(each.unfold()).isFalse();
        assertThat(stack.takeLost()).isZero();
    }

    @Test
    @DisplayName("does not count what is attached as a call whose exit was lost")
    void lostAttachment() {
        OpenCall parent = push().asParent();
        stack.depth = 0;
        Objects.requireNonNull(stack.attach(parent)).lostExits = 1;
        assertThat(stack.top()).isNull();
        assertThat(stack.takeLost()).isZero();
    }

    @Test
    @DisplayName("gives up a call that is taken off, with those above it, and uses its place anew")
    void takenOff() {
        OpenCall root = push();
        OpenCall taken = push();
        push();
        stack.take(taken);
        assertThat(stack.depth).isEqualTo(1);
        assertThat(stack.top()).isSameAs(root);
        OpenCall next = push();
        assertThat(next).isNotSameAs(taken);
        assertThat(next.place).isEqualTo(taken.place);
        stack.take(taken);
        assertThat(stack.top()).as("what lies in the place now").isSameAs(next);
        assertThat(stack.putBack(taken)).as("put back where another is open").isFalse();
        assertThat(stack.top()).isSameAs(next);
        stack.depth = taken.place;
        assertThat(stack.putBack(taken)).isTrue();
        assertThat(stack.top()).isSameAs(taken);
        assertThat(stack.around(taken)).isSameAs(root);
        assertThat(stack.around(root)).isNull();
        stack.depth = taken.place;
        stack.take(taken);
        assertThat(stack.top()).as("after what is not open was taken").isSameAs(root);
        assertThat(push()).as("in the place of what was not open").isSameAs(taken);
    }

    @Test
    @DisplayName("keeps each call's primitive numbers apart from those of other calls, also of one that was taken off")
    void numbers() {
        onNewThread(fresh -> {
            TraceStack own = fresh.stack;
            List<Unboxed> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(own.argument(0, Unboxed.Type.INT, i));
                all.add(own.argument(1, Unboxed.Type.LONG, 100 + i));
                all.add(TraceStack.result(fresh.push(), Unboxed.Type.INT, 200 + i));
            }
            assertThat(all.stream().map(Unboxed::boxed))
                    .containsExactlyElementsOf(IntStream.range(0, 8)
                            .boxed()
                            .<Object>flatMap(i -> Stream.<Object>of(i, 100L + i, 200 + i))
                            .toList());
            assertThat(new HashSet<>(all)).hasSize(24);
            for (int i = 7; i >= 0; i--) {
                own.depth = i;
                assertThat(own.argument(0, Unboxed.Type.INT, i))
                        .as("used again")
                        .isSameAs(all.get(3 * i));
            }
            own.depth = 7;
            own.take(fresh.push());
            assertThat(own.argument(0, Unboxed.Type.INT, 9)).isNotSameAs(all.get(21));
            assertThat(Unboxed.boxed(all.get(21)))
                    .as("of the call that was taken")
                    .isEqualTo(7);
            own.depth = 6;
            assertThat(own.argument(1, Unboxed.Type.INT, 9))
                    .as("of the call below")
                    .isSameAs(all.get(19));
        });
    }

    @Test
    @DisplayName("gives up a call that is taken off where no call so deep had numbers")
    void takenOffWithoutNumbers() {
        onNewThread(fresh -> {
            fresh.stack.argument(0, Unboxed.Type.INT, 1);
            for (int i = 0; i < 12; i++) {
                OpenCall call = fresh.push();
                fresh.stack.take(call);
                assertThat(fresh.push()).isNotSameAs(call);
            }
        });
    }

    @Test
    @DisplayName("shows open calls with all that they hold, and not what is attached")
    void shown() {
        OpenCall parent = push().asParent();
        stack.depth = 0;
        stack.attach(parent);
        OpenCall call = push();
        call.key = stack.argument(0, Unboxed.Type.INT, 5);
        call.namespace = "namespace";
        call.value = "value";
        call.startNanos = 17;
        call.attributes(1)[0] = "attribute";
        OpenCall bare = push();
        List<Object> shown = new ArrayList<>();
        TraceStack.forEachOpen(each -> {
            if (each.spanId == bare.spanId) {
                assertThat(each.attributes[0]).as("of the call before").isNull();
            } else if (each.traceIdLow == call.traceIdLow) {
                shown.add(each.spanId);
                shown.add(Objects.requireNonNull(each.key));
                shown.add(Objects.requireNonNull(each.namespace));
                shown.add(Objects.requireNonNull(each.value));
                shown.add(each.startNanos);
                shown.add(Objects.requireNonNull(each.attributes[0]));
            }
        });
        assertThat(shown).containsExactly(call.spanId, 5, "namespace", "value", 17L, "attribute");
    }

    @Test
    @DisplayName("notes a failure with the call around it, up to eight of them, and with none where there is none")
    void failures() {
        OpenCall root = push();
        OpenCall failed = push();
        failed.key = "key";
        failed.namespace = "namespace";
        Throwable thrown = new IllegalStateException();
        stack.nest(root, 1, thrown);
        assertThat(root.nestedErrors()).isNull();
        for (int i = 0; i < 9; i++) {
            stack.nest(failed, i, thrown);
        }
        assertThat(Objects.requireNonNull(root.nestedErrors())).hasSize(8);
        assertThat(Objects.requireNonNull(root.nestedErrors()).get(7))
                .isEqualTo(new RecordedCall.NestedError(SITE, "key", "namespace", 7, thrown));
        failed.failedAttempt(3, thrown);
        assertThat(Objects.requireNonNull(failed.nestedErrors()))
                .containsExactly(new RecordedCall.NestedError(SITE, null, null, 3, thrown));
    }
}
