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
        for (Frame top = stack.top(); top != null; top = stack.top()) {
            TraceStack.pop(top);
            top.clear();
        }
    }

    private Frame push() {
        return Objects.requireNonNull(stack.push(SITE, Sampler.alwaysOn()));
    }

    @Test
    @DisplayName("makes the first frame the root of a new trace, the next ones its descendants")
    void parents() {
        Frame root = push();
        Frame child = push();
        Frame grandchild = push();
        assertThat(root.parentSpanId).isZero();
        assertThat(child.parentSpanId).isEqualTo(root.spanId);
        assertThat(grandchild.parentSpanId).isEqualTo(child.spanId);
        assertThat(List.of(child, grandchild)).allSatisfy(each -> {
            assertThat(each.traceIdHigh).isEqualTo(root.traceIdHigh);
            assertThat(each.traceIdLow).isEqualTo(root.traceIdLow);
        });
        assertThat(stack.top()).isSameAs(grandchild);
        TraceStack.pop(grandchild);
        assertThat(stack.top()).isSameAs(child);
        Frame sibling = push();
        assertThat(sibling.parentSpanId).isEqualTo(child.spanId);
    }

    @Test
    @DisplayName("gives every span its own id, never zero, and every root its own trace")
    void ids() {
        Set<Long> spans = new HashSet<>();
        Set<Long> traces = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            Frame root = push();
            assertThat(root.spanId).isNotZero();
            assertThat(root.traceIdHigh).isNotZero();
            spans.add(root.spanId);
            traces.add(root.traceIdLow);
            TraceStack.pop(root);
            root.clear();
        }
        assertThat(spans).hasSize(10_000);
        assertThat(traces).hasSize(10_000);
    }

    @Test
    @DisplayName("lets the root's sampling decide for the whole trace")
    void sampling() {
        Frame root = Objects.requireNonNull(stack.push(SITE, Sampler.alwaysOff()));
        Frame child = push();
        assertThat(root.sampled).isFalse();
        assertThat(child.sampled).isFalse();
    }

    @Test
    @DisplayName("closes frames that were left open above the one that is closed")
    void leftOpen() {
        Frame root = push();
        Frame lost = push();
        lost.key = "key";
        push();
        assertThat(TraceStack.pop(root)).isSameAs(stack);
        assertThat(stack.top()).isNull();
        assertThat(lost.site).isNull();
        assertThat(lost.key).isNull();
        assertThat(TraceStack.pop(lost)).isNull();
    }

    @Test
    @DisplayName("holds 128 frames and no more")
    void depth() {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < TraceStack.MAX_DEPTH; i++) {
            frames.add(push());
        }
        assertThat(new HashSet<>(frames)).hasSize(TraceStack.MAX_DEPTH);
        assertThat(stack.push(SITE, Sampler.alwaysOn())).isNull();
        TraceStack.pop(frames.get(TraceStack.MAX_DEPTH - 1));
        assertThat(stack.push(SITE, Sampler.alwaysOn())).isNotNull();
    }

    @Test
    @DisplayName("keeps a frame open until all calls folded into it have ended")
    void folding() {
        Frame frame = push();
        TraceStack.fold(frame);
        TraceStack.fold(frame);
        assertThat(TraceStack.unfold(frame)).isTrue();
        assertThat(TraceStack.unfold(frame)).isTrue();
        assertThat(TraceStack.unfold(frame)).isFalse();
    }

    @Test
    @DisplayName("is each thread's own, and shows its open frames to the one who asks at the end")
    void threads() throws InterruptedException {
        Frame mine = push();
        List<Frame> theirs = new ArrayList<>();
        CountDownLatch open = new CountDownLatch(1);
        CountDownLatch seen = new CountDownLatch(1);
        Thread other = new Thread(() -> {
            Frame root = Objects.requireNonNull(TraceStack.current().push(SITE, Sampler.alwaysOn()));
            theirs.add(root);
            theirs.add(Objects.requireNonNull(TraceStack.current().push(SITE, Sampler.alwaysOn())));
            open.countDown();
            try {
                seen.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            TraceStack.pop(root);
        });
        other.start();
        open.await();
        List<Frame> shown = new ArrayList<>();
        TraceStack.forEachOpen(shown::add);
        seen.countDown();
        other.join();
        assertThat(theirs.get(0).parentSpanId).isZero();
        assertThat(shown).contains(mine).containsSubsequence(theirs);
        shown.clear();
        TraceStack.forEachOpen(shown::add);
        assertThat(shown).contains(mine).doesNotContainAnyElementsOf(theirs);
    }
}
