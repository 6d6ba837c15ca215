package dev.engram.agent.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("What is open where a task is handed over")
@Timeout(60)
class CapturedContextsTest {

    private static final Site SITE = new Site(Site.Kind.TASK, "com.acme.Work.run") {};

    /** Of a part of such work. */
    private static final Site PART = new Site(Site.Kind.MEMORY, "com.acme.Memory.store") {};

    private final TraceStack stack = TraceStack.current();

    @AfterEach
    void nothingStaysOpen() {
        stack.depth = 0;
    }

    private OpenCall push() {
        return push(SITE);
    }

    private OpenCall push(Site site) {
        OpenCall unused = stack.top();
        return Objects.requireNonNull(stack.push(site, Sampler.alwaysOn(), null));
    }

    /** Ends the innermost call, as the recorder does. */
    private void end(OpenCall call) {
        stack.depth = call.place;
        call.clear();
    }

    /** Hands the task over within a new trace; that trace's span. */
    private long handOver(Object task) {
        OpenCall call = push();
        CapturedContexts.capture(task);
        end(call);
        return call.spanId;
    }

    /** The parent of a call that begins while the task runs. */
    private long parentOf(Object task) {
        OpenCall attached = CapturedContexts.attach(task);
        long parent = push(PART).parentSpanId;
        stack.depth--;
        if (attached != null) {
            CapturedContexts.detach(attached);
        }
        assertThat(stack.top()).isNull();
        return parent;
    }

    @Test
    @DisplayName(
            "is what its run lies beneath, with trace, sampling, agent and session, above what is open on the running thread")
    void continued() {
        OpenCall parent = push();
        parent.agentId = "qe-test-generator";
        parent.agentType = "test-generator";
        parent.session = "conversation";
        parent.sessionSite = parent.site;
        Runnable task = () -> {};
        CapturedContexts.capture(task);
        long parentId = parent.spanId;
        stack.depth = 0;
        OpenCall other = push();
        OpenCall attached = Objects.requireNonNull(CapturedContexts.attach(task));
        assertThat(stack.top()).isSameAs(attached);
        assertThat(attached.agentId).isEqualTo("qe-test-generator");
        assertThat(attached.agentType).isEqualTo("test-generator");
        assertThat(attached.session).isEqualTo("conversation");
        assertThat(attached.sessionSite).isSameAs(parent.site);
        OpenCall child = push(PART);
        assertThat(child.parentSpanId).isEqualTo(parentId).isNotEqualTo(other.spanId);
        assertThat(child.traceIdLow).isNotEqualTo(other.traceIdLow);
        stack.depth--;
        CapturedContexts.detach(attached);
        assertThat(stack.top()).isSameAs(other);
        assertThat(CapturedContexts.attach(task)).as("a second run").isNull();
    }

    @Test
    @DisplayName("is the call around a command, where a client hands something over to send it")
    void command() {
        Site command = new Site(Site.Kind.COMMAND, "Client.send") {};
        Runnable task = () -> {};
        OpenCall call = push();
        Objects.requireNonNull(stack.push(command, Sampler.alwaysOn(), null));
        CapturedContexts.capture(task);
        long around = call.spanId;
        stack.depth = 0;
        Objects.requireNonNull(stack.push(command, Sampler.alwaysOn(), null));
        CapturedContexts.capture(task);
        stack.depth = 0;
        assertThat(List.of(parentOf(task), parentOf(task))).containsExactly(around, 0L);
    }

    @Test
    @DisplayName("is nothing where nothing is open")
    void nothing() {
        Runnable task = () -> {};
        CapturedContexts.capture(task);
        assertThat(CapturedContexts.attach(task)).isNull();
    }

    @Test
    @DisplayName("is kept for each hand-over of one object, in their order, but for one that is given up")
    void handedOverAgain() {
        Runnable task = () -> {};
        long first = handOver(task);
        long second = handOver(task);
        handOver(task);
        CapturedContexts.discard(task);
        assertThat(List.of(parentOf(task), parentOf(task), parentOf(task))).containsExactly(first, second, 0L);
        CapturedContexts.discard(task);
    }

    @Test
    @DisplayName("is handed on by the task, which hands over a task itself")
    void handedOn() {
        Runnable inner = () -> {};
        Runnable outer = () -> CapturedContexts.capture(inner);
        OpenCall call = push();
        CapturedContexts.capture(outer);
        long parent = call.spanId;
        OpenCall attached = Objects.requireNonNull(CapturedContexts.attach(outer));
        outer.run();
        CapturedContexts.detach(attached);
        end(call);
        assertThat(parentOf(inner)).isEqualTo(parent);
    }

    @Test
    @DisplayName("is, for a fork/join task, the last place that forked it, however often the JDK says so")
    void forkJoin() {
        ForkJoinTask<?> task = ForkJoinTask.adapt(() -> {});
        handOver(task);
        long last = handOver(task);
        assertThat(parentOf(task)).isEqualTo(last);
        assertThat(parentOf(task)).isZero();
    }

    /** As the JDK marks its stages. */
    private static final class Stage implements Runnable, CompletableFuture.AsynchronousCompletionTask {
        @Override
        public void run() {}
    }

    @Test
    @DisplayName(
            "is, for a stage, where it was added, also where both an executor and the stage itself say that it runs")
    void stage() {
        Stage stage = new Stage();
        long added = handOver(stage);
        handOver(stage);
        OpenCall byExecutor = Objects.requireNonNull(CapturedContexts.attach(stage));
        assertThat(byExecutor.spanId).isEqualTo(added);
        OpenCall byItself = Objects.requireNonNull(CapturedContexts.attach(stage));
        assertThat(push(PART).parentSpanId).isEqualTo(added);
        CapturedContexts.detach(byItself);
        CapturedContexts.detach(byExecutor);
        assertThat(parentOf(stage)).as("when it is over").isZero();
    }

    @Test
    @DisplayName("does not hold for what is to run again and again, for daemons and for threads of the JDK's own")
    void notContinued() throws Exception {
        List<Object> tasks = new ArrayList<>();
        ScheduledExecutorService scheduled = Executors.newScheduledThreadPool(1);
        tasks.add(scheduled.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.DAYS));
        Thread daemon = new Thread(() -> {});
        daemon.setDaemon(true);
        tasks.add(daemon);
        tasks.add(new java.util.concurrent.ForkJoinPool()
                .getFactory()
                .newThread(java.util.concurrent.ForkJoinPool.commonPool()));
        for (Object task : tasks) {
            handOver(task);
            assertThat(CapturedContexts.attach(task)).as("%s", task).isNull();
        }
        Object once = scheduled.schedule(() -> {}, 1, TimeUnit.DAYS);
        assertThat(((RunnableScheduledFuture<?>) once).isPeriodic()).isFalse();
        long parent = handOver(once);
        assertThat(parentOf(once)).isEqualTo(parent);
        scheduled.shutdownNow();
    }

    @Test
    @DisplayName("holds for a thread that is started, for as long as the call that has started it is open")
    void thread() throws Exception {
        List<Long> parents = new ArrayList<>();
        List<Object> origins = new ArrayList<>();
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch ended = new CountDownLatch(1);
        Runnable inner = () -> {};
        Thread thread = new Thread(() -> {
            // Before anything begins here.
            CapturedContexts.capture(inner);
            TraceStack own = TraceStack.current();
            for (int i = 0; i < 4; i++) {
                OpenCall unused = own.top();
                OpenCall child = Objects.requireNonNull(own.push(PART, Sampler.alwaysOn(), null));
                parents.add(child.parentSpanId);
                origins.add(String.valueOf(child.origin));
                own.depth = child.place;
                child.clear();
                begun.countDown();
                if (i == 1) {
                    await(ended);
                }
            }
        });
        OpenCall call = push();
        long parent = call.spanId;
        CapturedContexts.capture(thread);
        thread.start();
        begun.await();
        end(call);
        ended.countDown();
        thread.join();
        assertThat(parents).containsExactly(parent, parent, 0L, 0L);
        assertThat(origins.subList(0, 2)).containsOnly("null");
        assertThat(origins.subList(2, 4)).allMatch(each -> each.toString().contains("spanId=" + parent));
        assertThat(parentOf(inner)).isEqualTo(parent);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** Runs {@code body} as a task that was handed over. */
    private void run(Object task, Runnable body) {
        OpenCall attached = Objects.requireNonNull(CapturedContexts.attach(task));
        body.run();
        CapturedContexts.detach(attached);
    }

    @Test
    @DisplayName(
            "does not hold for what work hands over whose call has ended: that begins a trace, with a link and nobody's agent")
    void handedOnLate() {
        Runnable callback = () -> {};
        Runnable next = () -> {};
        Runnable last = () -> {};
        OpenCall turn = push();
        turn.agentId = "alice";
        turn.session = "conversation";
        long turnId = turn.spanId;
        long traceId = turn.traceIdLow;
        CapturedContexts.capture(callback);
        end(turn);
        run(callback, () -> {
            OpenCall part = push(PART);
            assertThat(part.parentSpanId).isEqualTo(turnId);
            assertThat(part.origin).isNull();
            end(part);
            CapturedContexts.capture(next);
        });
        for (Runnable each : List.of(next, last)) {
            run(each, () -> {
                OpenCall attached = Objects.requireNonNull(stack.top());
                assertThat(attached.agentId).isNull();
                assertThat(attached.session).isNull();
                OpenCall part = push(PART);
                assertThat(part.parentSpanId).isZero();
                assertThat(part.traceIdLow).isNotEqualTo(traceId);
                RemoteContext origin = Objects.requireNonNull(part.origin);
                assertThat(origin.spanId()).isEqualTo(turnId);
                assertThat(origin.traceIdLow()).isEqualTo(traceId);
                end(part);
                CapturedContexts.capture(last);
            });
        }
        CapturedContexts.discard(last);
    }

    @Test
    @DisplayName("holds for a task that goes on after the end of its call for a minute")
    void outlived() {
        Runnable loop = () -> {};
        OpenCall turn = push();
        long turnId = turn.spanId;
        CapturedContexts.capture(loop);
        end(turn);
        run(loop, () -> {
            OpenCall attached = Objects.requireNonNull(stack.top());
            for (int i = 0; i < 2; i++) {
                OpenCall part = push(PART);
                assertThat(part.parentSpanId).isEqualTo(turnId);
                end(part);
            }
            attached.until -= TimeUnit.MINUTES.toNanos(1);
            OpenCall own = push(PART);
            assertThat(own.parentSpanId).isZero();
            assertThat(Objects.requireNonNull(own.origin).spanId()).isEqualTo(turnId);
            end(own);
        });
        assertThat(stack.top()).isNull();
    }

    @Test
    @DisplayName("ends with its task also where the end of the stack keeps that from being said")
    void exitLost() {
        Runnable task = () -> {};
        handOver(task);
        OpenCall attached = Objects.requireNonNull(CapturedContexts.attach(task));
        attached.lostExits++;
        assertThat(stack.top()).isNull();
    }

    @Test
    @DisplayName("is the innermost call around that is open, where the one that handed it over has ended")
    void outer() {
        Runnable callback = () -> {};
        Runnable next = () -> {};
        OpenCall outer = push();
        OpenCall middle = push(PART);
        OpenCall inner = push(PART);
        inner.agentId = "alice";
        CapturedContexts.capture(callback);
        end(inner);
        end(middle);
        run(callback, () -> {
            assertThat(Objects.requireNonNull(stack.top()).agentId).isEqualTo("alice");
            CapturedContexts.capture(next);
        });
        run(next, () -> {
            OpenCall part = push(PART);
            assertThat(part.parentSpanId).isEqualTo(outer.spanId);
            assertThat(part.traceIdLow).isEqualTo(outer.traceIdLow);
            assertThat(Objects.requireNonNull(stack.around(part)).agentId).isNull();
            end(part);
        });
    }

    @Test
    @DisplayName(
            "is a trace for each run of a task that hands itself on within its span; what else that span hands over is its")
    void handedOnWithin() {
        Runnable first = () -> {};
        Runnable second = () -> {};
        Runnable callback = () -> {};
        handOver(first);
        List<Long> ids = new ArrayList<>();
        run(first, () -> {
            // The same kind of task as the one that handed it over.
            OpenCall task = push();
            assertThat(task.parentSpanId).isZero();
            ids.add(task.spanId);
            CapturedContexts.capture(second);
            CapturedContexts.capture(callback);
            end(task);
        });
        run(second, () -> {
            OpenCall task = push();
            assertThat(task.parentSpanId).isZero();
            assertThat(Objects.requireNonNull(task.origin).spanId()).isEqualTo(ids.get(0));
            end(task);
        });
        assertThat(parentOf(callback)).isEqualTo(ids.get(0));
    }

    @Test
    @DisplayName("goes on through a few callbacks of callbacks, not for ever")
    void callbacksOfCallbacks() {
        Runnable task = () -> {};
        long traceId = handOverPart(task);
        int depth = 0;
        for (boolean isOfTrace = true; isOfTrace; depth++) {
            assertThat(depth).isLessThan(20);
            OpenCall attached = Objects.requireNonNull(CapturedContexts.attach(task));
            isOfTrace = handOverPart(task) == traceId;
            CapturedContexts.detach(attached);
        }
        assertThat(depth).isGreaterThan(5);
        CapturedContexts.discard(task);
    }

    private long handOverPart(Object task) {
        OpenCall part = push(PART);
        CapturedContexts.capture(task);
        long traceId = part.traceIdLow;
        end(part);
        return traceId;
    }

    @Test
    @DisplayName("holds for a coroutine that goes on after the end of its call until it goes round in a loop")
    void resumed() {
        Object coroutine = new Object();
        OpenCall call = push();
        CapturedContexts.capture(coroutine);
        long parent = call.spanId;
        end(call);
        OpenCall context = Objects.requireNonNull(CapturedContexts.of(coroutine));
        for (long state = 0; state < 5; state++) {
            assertThat(CapturedContexts.ofResumed(coroutine, context, state)).isSameAs(context);
        }
        int rounds = 0;
        for (OpenCall each = context; each == context; rounds++) {
            each = CapturedContexts.ofResumed(coroutine, context, 5 + rounds % 2);
        }
        assertThat(rounds).isBetween(2, 6);
        OpenCall later = Objects.requireNonNull(CapturedContexts.of(coroutine));
        assertThat(later.spanId).isZero();
        assertThat(Objects.requireNonNull(later.origin).spanId()).isEqualTo(parent);
        CapturedContexts.discard(coroutine);
    }

    @Test
    @DisplayName("can be taken away for what outlives tasks: roots begin there, and nothing is handed over")
    void attachedNothing() {
        OpenCall call = push();
        OpenCall nothing = Objects.requireNonNull(TraceStack.attachNothing());
        Runnable task = () -> {};
        CapturedContexts.capture(task);
        OpenCall root = push();
        assertThat(root.parentSpanId).isZero();
        assertThat(root.traceIdLow).isNotEqualTo(call.traceIdLow);
        stack.depth--;
        CapturedContexts.detach(nothing);
        assertThat(stack.top()).isSameAs(call);
        stack.depth = 0;
        assertThat(parentOf(task)).isZero();
        assertThat(TraceStack.attachNothing()).isNull();
    }

    @Test
    @DisplayName("is over with its task in a loop of tasks, also where something stayed open above it")
    void loop() {
        Runnable task = () -> {};
        handOver(task);
        assertThat(CapturedContexts.attach(task)).isNotNull();
        push();
        CapturedContexts.detachAll();
        assertThat(stack.top()).isNull();
        OpenCall own = push();
        CapturedContexts.detachAll();
        assertThat(stack.top()).as("what was not attached").isSameAs(own);
    }

    @Test
    @DisplayName("is kept of a bounded number of tasks")
    void bounded() {
        List<Runnable> tasks = new ArrayList<>();
        OpenCall call = push();
        for (int i = 0; i < 100_001; i++) {
            int number = i;
            Runnable task = () -> tasks.get(number);
            tasks.add(task);
            CapturedContexts.capture(task);
        }
        long parent = call.spanId;
        stack.depth = 0;
        assertThat(parentOf(tasks.get(0))).isEqualTo(parent);
        assertThat(parentOf(tasks.get(100_000))).isZero();
        tasks.forEach(CapturedContexts::discard);
    }

    @Test
    @DisplayName("goes with a task that nobody has any more")
    void forgotten() {
        WeakIdentityMap<String> map = new WeakIdentityMap<>();
        for (int i = 0; i < 1000; i++) {
            assertThat(map.putIfAbsent(new Object(), "context")).isNull();
        }
        for (int i = 0; map.size() > 10; i++) {
            assertThat(i).as("tries").isLessThan(100);
            System.gc();
            Object kept = new Object();
            assertThat(map.putIfAbsent(kept, "kept")).isNull();
            assertThat(map.get(kept)).isEqualTo("kept");
            assertThat(map.remove(kept, "kept")).isTrue();
        }
    }
}
