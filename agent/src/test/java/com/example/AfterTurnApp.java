package com.example;

import io.netty.util.concurrent.DefaultEventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Turns that leave work behind when they end: callbacks that are still theirs ({@code late}), and what they start that serves
 * others from then on ({@code own}, each run with a number). It knows nothing of Engram.
 */
@SuppressWarnings("FutureReturnValueIgnored") // That nobody waits is the point.
public final class AfterTurnApp {

    private static final AgentMemoryManager MEMORY = new AgentMemoryManager();
    private static final int RUNS = 4;

    private static final ExecutorService POOL = Executors.newFixedThreadPool(2);
    private static final ScheduledExecutorService SCHEDULED = Executors.newScheduledThreadPool(2);
    private static final Timer TIMER = new Timer(true);

    private static final DefaultEventExecutor NETTY = new DefaultEventExecutor();

    private AfterTurnApp() {}

    /** A memory. */
    public static final class AgentMemoryManager {
        private final Map<String, String> values = new ConcurrentHashMap<>();

        public void store(String key, String value) {
            values.put(key, value);
        }
    }

    /** An agent. */
    public static final class Agent {
        public void turn(String user, Work work) throws Exception {
            work.run();
        }
    }

    /** A span within a turn, or the run of what repeats; it knows no agent. */
    public static final class Step {
        public void run(Work work) throws Exception {
            work.run();
        }
    }

    /** What is done in a turn. */
    public interface Work {
        void run() throws Exception;
    }

    /** What is begun in a turn. The turn has ended when {@code ended} opens; what was begun counts {@code done} down. */
    private interface Begun {
        void run(String name, CountDownLatch ended, CountDownLatch done) throws Exception;
    }

    private static void store(String key) {
        MEMORY.store(key, "value");
    }

    private static void unchecked(Work work) {
        try {
            work.run();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void turn(String user, Work work) {
        unchecked(() -> new Agent().turn(user, work));
    }

    private static void step(Work work) {
        unchecked(() -> new Step().run(work));
    }

    private static void await(CountDownLatch latch) {
        unchecked(latch::await);
    }

    private static void way(String name, int runs, Begun begun) {
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(runs);
        turn(name, () -> begun.run(name, ended, done));
        ended.countDown();
        await(done);
        System.out.println(name);
    }

    /** One callback that comes when the turn has ended. */
    private static void late(String name, Handed handed) {
        way(
                name,
                1,
                (user, ended, done) -> handed.over(() -> {
                    await(ended);
                    store(user + "/late");
                    store(user + "/late");
                    done.countDown();
                }));
    }

    private interface Handed {
        void over(Runnable task) throws Exception;
    }

    private interface Scheduling {
        void next(Runnable task) throws Exception;
    }

    /** A task that hands itself on: its first run is a callback of the turn, the others are not. */
    private static void again(String name, Scheduling scheduling) {
        way(name, RUNS, (user, ended, done) -> {
            Runnable[] task = new Runnable[1];
            AtomicInteger runs = new AtomicInteger();
            task[0] = () -> {
                await(ended);
                int run = runs.getAndIncrement();
                store(user + (run == 0 ? "/late" : "/own" + run));
                if (run < RUNS - 1) {
                    unchecked(() -> scheduling.next(task[0]));
                }
                done.countDown();
            };
            scheduling.next(task[0]);
        });
    }

    /** The same with a span for each run, within which it is handed on. */
    private static void againWithin(String name, Scheduling scheduling) {
        way(name, RUNS, (user, ended, done) -> {
            Runnable[] task = new Runnable[1];
            AtomicInteger runs = new AtomicInteger();
            task[0] = () -> {
                await(ended);
                CountDownLatch handedOn = new CountDownLatch(1);
                step(() -> {
                    int run = runs.getAndIncrement();
                    store(user + (run == 0 ? "/late" : "/own" + run));
                    if (run < RUNS - 1) {
                        scheduling.next(() -> {
                            await(handedOn);
                            task[0].run();
                        });
                    }
                });
                handedOn.countDown();
                done.countDown();
            };
            scheduling.next(task[0]);
        });
    }

    /** What the first turn starts, and what serves other turns from then on. */
    private static void serving(String name, Scheduling starting) {
        BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        turn(name, () -> {
            starting.next(() -> {
                for (int i = 0; i < 4; i++) {
                    unchecked(() -> queue.take().run());
                }
                done.countDown();
            });
            queue.add(() -> {
                store(name + "/within");
                first.countDown();
            });
            await(first);
        });
        queue.add(() -> store(name + "/own1"));
        queue.add(() -> turn(name + "/bob", () -> store(name + "/bob/within")));
        queue.add(() -> turn(
                name + "/carol",
                () -> POOL.submit(() -> store(name + "/carol/within")).get()));
        await(done);
        System.out.println(name);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }

    private static TimerTask timerTask(Runnable task) {
        return new TimerTask() {
            @Override
            public void run() {
                task.run();
            }
        };
    }

    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            sampled(Integer.parseInt(args[0]));
        } else {
            callbacks();
            spans();
            handingOn();
            periodic();
            serving("loop", Executors.newSingleThreadExecutor(AfterTurnApp::daemon)::execute);
            serving("thread", task -> new Thread(task).start());
            virtual();
        }
        POOL.shutdown();
        SCHEDULED.shutdown();
        NETTY.shutdownGracefully(0, 1, TimeUnit.SECONDS).get();
        System.out.println("stored " + MEMORY.values.size());
    }

    private static void callbacks() {
        late("execute", POOL::execute);
        late("submit", POOL::submit);
        late("schedule", task -> SCHEDULED.schedule(task, 1, TimeUnit.MILLISECONDS));
        late("timer", task -> TIMER.schedule(timerTask(task), 1));
        late("forkJoin", task -> new ForkJoinPool(1).execute(task));
        late("runAsync", CompletableFuture::runAsync);
        late(
                "delayed",
                task -> CompletableFuture.runAsync(task, CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS)));
        late("stage", task -> {
            CompletableFuture<Void> gate = new CompletableFuture<>();
            gate.thenRun(task);
            new Thread(Thread.currentThread().getThreadGroup(), () -> gate.complete(null)).start();
        });
        late(
                "mono",
                task -> Mono.fromRunnable(task)
                        .subscribeOn(Schedulers.boundedElastic())
                        .subscribe());
        late("rx", task -> io.reactivex.rxjava3.schedulers.Schedulers.io().scheduleDirect(task));
        late("nettyExecute", NETTY::execute);
        late("nettySchedule", task -> NETTY.schedule(task, 1, TimeUnit.MILLISECONDS));
        late(
                "delayedOnPool",
                task -> CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS, POOL)
                        .execute(task));
        // A stage that was added before the end is a callback, however many are before it.
        late(
                "stages",
                task -> CompletableFuture.runAsync(() -> {}, POOL)
                        .thenRunAsync(() -> {}, POOL)
                        .thenRunAsync(task, POOL));
        // Within an inner span, which ends first.
        late("inner", task -> step(() -> POOL.execute(task)));
    }

    /** Spans that begin in callbacks. */
    private static void spans() {
        way(
                "dispatch",
                1,
                (user, ended, done) -> POOL.execute(() -> {
                    await(ended);
                    step(() -> {
                        List<Future<?>> parts = new ArrayList<>();
                        for (int i = 0; i < 3; i++) {
                            parts.add(SCHEDULED.submit(() -> store(user + "/within")));
                        }
                        for (Future<?> each : parts) {
                            each.get();
                        }
                    });
                    done.countDown();
                }));
        // What is handed on while an outer span lasts is that span's, also when the inner one has ended.
        way("outer", 0, (user, ended, done) -> {
            CountDownLatch innerEnded = new CountDownLatch(1);
            CountDownLatch all = new CountDownLatch(1);
            new Agent()
                    .turn(
                            user + "/inner",
                            () -> POOL.execute(() -> {
                                await(innerEnded);
                                store(user + "/inner/late");
                                POOL.execute(() -> {
                                    store(user + "/within");
                                    all.countDown();
                                });
                            }));
            innerEnded.countDown();
            await(all);
        });
    }

    private static void handingOn() {
        again("timerAgain", task -> TIMER.schedule(timerTask(task), 1));
        again("scheduledAgain", task -> SCHEDULED.schedule(task, 1, TimeUnit.MILLISECONDS));
        again("poolAgain", POOL::execute);
        again("poolSubmitAgain", POOL::submit);
        again("forkJoinAgain", task -> ForkJoinPool.commonPool().execute(task));
        again("runAsyncAgain", CompletableFuture::runAsync);
        again(
                "delayedAgain",
                task -> CompletableFuture.runAsync(task, CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS)));
        again("nettyAgain", NETTY::execute);
        again(
                "monoAgain",
                task -> Mono.fromRunnable(task)
                        .subscribeOn(Schedulers.boundedElastic())
                        .subscribe());
        againWithin("timerWithin", task -> TIMER.schedule(timerTask(task), 1));
        againWithin("scheduledWithin", task -> SCHEDULED.schedule(task, 1, TimeUnit.MILLISECONDS));
        againWithin("poolWithin", POOL::execute);
    }

    private interface Periodic {
        ScheduledFuture<?> start(Runnable task);
    }

    private static void periodic() {
        periodic("fixedRate", task -> SCHEDULED.scheduleAtFixedRate(task, 1, 1, TimeUnit.MILLISECONDS));
        periodic("fixedDelay", task -> SCHEDULED.scheduleWithFixedDelay(task, 1, 1, TimeUnit.MILLISECONDS));
    }

    private static void periodic(String name, Periodic periodic) {
        CompletableFuture<ScheduledFuture<?>> future = new CompletableFuture<>();
        way(
                name,
                RUNS,
                (user, ended, done) -> future.complete(periodic.start(() -> {
                    await(ended);
                    long run = RUNS - done.getCount();
                    if (run < RUNS) {
                        store(user + "/alone" + run);
                    }
                    done.countDown();
                })));
        future.join().cancel(false);
    }

    /** By reflection: this is compiled for a JDK that has none. */
    private static void virtual() throws Exception {
        if (Runtime.version().feature() < 21) {
            return;
        }
        ExecutorService perTask = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        java.lang.reflect.Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
        late("virtualExecute", perTask::execute);
        late("virtualSubmit", perTask::submit);
        again("virtualAgain", perTask::execute);
        againWithin("virtualWithin", perTask::execute);
        serving("virtualThread", task -> start.invoke(null, task));
    }

    /** The runs of a task that hands itself on are sampled one by one. */
    private static void sampled(int runs) {
        CountDownLatch done = new CountDownLatch(runs);
        Runnable[] task = new Runnable[1];
        task[0] = () -> {
            store("sampled" + done.getCount());
            if (done.getCount() > 1) {
                POOL.execute(task[0]);
            }
            done.countDown();
        };
        turn("sampled", () -> step(() -> POOL.execute(task[0])));
        await(done);
    }
}
