package dev.engram.agent.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A thread's stack")
class TraceStackTest {

    private static final Site SITE = new Site(Site.Kind.TASK, "com.acme.Work.run") {};

    private final TraceStack stack = TraceStack.current();

    @AfterEach
    void nothingStaysOpen() {
        stack.depth = 0;
    }

    private OpenCall push() {
        return Objects.requireNonNull(stack.push(SITE, 0, Sampler.alwaysOn()));
    }

    @Test
    @DisplayName("makes the first frame the root of a new trace, the next ones its descendants")
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
        OpenCall root = Objects.requireNonNull(stack.push(SITE, 0, Sampler.alwaysOff()));
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
    @DisplayName("holds 128 frames and no more")
    void depth() {
        List<OpenCall> frames = new ArrayList<>();
        for (int i = 0; i < TraceStack.MAX_DEPTH; i++) {
            frames.add(push());
        }
        assertThat(new HashSet<>(frames)).hasSize(TraceStack.MAX_DEPTH);
        assertThat(stack.push(SITE, 0, Sampler.alwaysOn())).isNull();
        stack.depth = frames.get(TraceStack.MAX_DEPTH - 1).place;
        assertThat(stack.push(SITE, 0, Sampler.alwaysOn())).isNotNull();
    }

    @Test
    @DisplayName("keeps a frame open until all calls folded into it have ended")
    void folding() {
        OpenCall frame = push();
        frame.fold();
        frame.fold();
        assertThat(frame.unfold()).isTrue();
        assertThat(frame.unfold()).isTrue();
        assertThat(frame.unfold()).isFalse();
    }

    @Test
    @DisplayName("is each thread's own, and shows what is open to the one who asks at the end")
    void threads() throws InterruptedException {
        OpenCall mine = push();
        List<Long> theirs = new ArrayList<>();
        CountDownLatch open = new CountDownLatch(1);
        CountDownLatch seen = new CountDownLatch(1);
        Thread other = new Thread(() -> {
            TraceStack own = TraceStack.current();
            OpenCall root = Objects.requireNonNull(own.push(SITE, 0, Sampler.alwaysOn()));
            OpenCall child = Objects.requireNonNull(own.push(SITE, 0, Sampler.alwaysOn()));
            assertThat(root.parentSpanId).isZero();
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
        TraceStack.forEachOpen(frame -> shown.add(frame.spanId));
        seen.countDown();
        other.join();
        assertThat(shown).contains(mine.spanId).containsSubsequence(theirs);
        shown.clear();
        TraceStack.forEachOpen(frame -> shown.add(frame.spanId));
        assertThat(shown).contains(mine.spanId).doesNotContainAnyElementsOf(theirs);
    }
}
