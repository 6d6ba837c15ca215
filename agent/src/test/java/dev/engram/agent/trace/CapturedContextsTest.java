package dev.engram.agent.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
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

    private final TraceStack stack = TraceStack.current();

    @AfterEach
    void nothingStaysOpen() {
        stack.depth = 0;
    }

    private OpenCall push() {
        return Objects.requireNonNull(stack.push(SITE, 0, Sampler.alwaysOn(), null));
    }

    /** Hands the task over within a new trace; that trace's span. */
    private long handOver(Object task) {
        OpenCall call = push();
        CapturedContexts.capture(task);
        stack.depth = 0;
        return call.spanId;
    }

    /** The parent of a call that begins while the task runs. */
    private long parentOf(Object task) {
        OpenCall attached = CapturedContexts.attach(task);
        long parent = push().parentSpanId;
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
        OpenCall child = push();
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
        Objects.requireNonNull(stack.push(command, 0, Sampler.alwaysOn(), null));
        CapturedContexts.capture(task);
        long around = call.spanId;
        stack.depth = 0;
        Objects.requireNonNull(stack.push(command, 0, Sampler.alwaysOn(), null));
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
        long parent = handOver(outer);
        OpenCall attached = Objects.requireNonNull(CapturedContexts.attach(outer));
        outer.run();
        CapturedContexts.detach(attached);
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
        assertThat(push().parentSpanId).isEqualTo(added);
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
    @DisplayName("holds for a thread that is started, for as long as it lives")
    void thread() throws Exception {
        List<Long> parents = new ArrayList<>();
        Thread thread = new Thread(() -> {
            TraceStack own = TraceStack.current();
            for (int i = 0; i < 2; i++) {
                parents.add(Objects.requireNonNull(own.push(SITE, 0, Sampler.alwaysOn(), null)).parentSpanId);
                own.depth--;
            }
        });
        long parent = handOver(thread);
        thread.start();
        thread.join();
        assertThat(parents).containsExactly(parent, parent);
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
