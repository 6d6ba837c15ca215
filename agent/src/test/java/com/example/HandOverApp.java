package com.example;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Turns of agents that hand work to other threads, in every way that there is. Each turn stores under its own name. It knows
 * nothing of Engram.
 */
public final class HandOverApp {

    private static final AgentMemoryManager MEMORY = new AgentMemoryManager();

    private HandOverApp() {}

    /** What is done in a turn. */
    public interface Work {
        void run(String name) throws Exception;
    }

    /** A memory. */
    public static final class AgentMemoryManager {
        private final Map<String, String> values = new ConcurrentHashMap<>();

        public void store(String key, String value) {
            values.put(key, value);
        }
    }

    /** An agent. */
    public static final class Agent {
        public void turn(String name, Work work) throws Exception {
            work.run(name);
        }
    }

    private static void store(String name) {
        MEMORY.store(name, "value");
    }

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "ways" -> ways();
            case "reuse" -> reuse(Integer.parseInt(args[1]));
            case "same" -> same();
            default -> throw new IllegalArgumentException(args[0]);
        }
        System.out.println("stored " + MEMORY.values.size());
    }

    private static void ways() throws Exception {
        Map<String, Work> ways = new TreeMap<>();
        ExecutorService pool = Executors.newFixedThreadPool(2);
        ScheduledExecutorService scheduled = Executors.newScheduledThreadPool(1);
        ForkJoinPool forkJoin = new ForkJoinPool(2);
        ExecutorService stealing = Executors.newWorkStealingPool(2);
        ExecutorService callerRuns = new ThreadPoolExecutor(
                1, 1, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), new ThreadPoolExecutor.CallerRunsPolicy());
        Timer timer = new Timer(true);
        ways.put(
                "execute",
                name -> waited(latch -> pool.execute(() -> {
                    store(name);
                    latch.countDown();
                })));
        ways.put("submit", name -> pool.submit(() -> store(name)).get());
        ways.put("call", name -> pool.submit(stored(name)).get());
        ways.put("invokeAll", name -> pool.invokeAll(List.of(stored(name), stored(name))));
        ways.put("completionService", name -> {
            ExecutorCompletionService<String> service = new ExecutorCompletionService<>(pool);
            service.submit(stored(name));
            service.take().get();
        });
        ways.put(
                "callerRuns",
                name -> waited(latch -> {
                    CountDownLatch busy = new CountDownLatch(1);
                    callerRuns.execute(() -> await(busy));
                    callerRuns.execute(() -> store(name));
                    busy.countDown();
                    latch.countDown();
                }));
        ways.put(
                "schedule",
                name -> scheduled
                        .schedule(() -> store(name), 1, TimeUnit.MILLISECONDS)
                        .get());
        ways.put(
                "scheduledExecute",
                name -> waited(latch -> scheduled.execute(() -> {
                    store(name);
                    latch.countDown();
                })));
        ways.put(
                "nested",
                name -> pool.submit(() -> scheduled.submit(() -> store(name)).get())
                        .get());
        ways.put(
                "forkJoinExecute",
                name -> waited(latch -> forkJoin.execute(() -> {
                    store(name);
                    latch.countDown();
                })));
        ways.put("forkJoinSubmit", name -> forkJoin.submit(stored(name)).get());
        ways.put("forkJoinInvoke", name -> forkJoin.invoke(new Halves(name, 8)));
        ways.put(
                "commonPool",
                name -> ForkJoinPool.commonPool().submit(stored(name)).get());
        ways.put("stealing", name -> stealing.submit(stored(name)).get());
        ways.put("parallelStream", name -> IntStream.range(0, 16).parallel().forEach(each -> store(name)));
        ways.put(
                "supplyAsync",
                name -> CompletableFuture.supplyAsync(supplied(name)).get());
        ways.put(
                "runAsyncOnPool",
                name -> CompletableFuture.runAsync(() -> store(name), pool).get());
        ways.put("thenApply", name -> elsewhere(later -> later.thenApply(value -> put(name))));
        ways.put("thenApplyAsync", name -> elsewhere(later -> later.thenApplyAsync(value -> put(name))));
        ways.put("thenApplyOnPool", name -> elsewhere(later -> later.thenApplyAsync(value -> put(name), pool)));
        ways.put(
                "thenCompose",
                name -> elsewhere(later -> later.thenCompose(value -> CompletableFuture.supplyAsync(supplied(name)))));
        ways.put("whenComplete", name -> elsewhere(later -> later.whenComplete((value, thrown) -> put(name))));
        ways.put(
                "thenCombine",
                name -> elsewhere(later -> later.thenCombine(
                        new CompletableFuture<String>().completeOnTimeout("", 1, TimeUnit.MILLISECONDS),
                        (one, two) -> put(name))));
        ways.put(
                "exceptionally",
                name -> elsewhere(later -> later.<String>thenApply(value -> {
                            throw new IllegalStateException("wanted");
                        })
                        .exceptionally(thrown -> put(name))));
        ways.put(
                "delayedExecutor",
                name -> CompletableFuture.supplyAsync(
                                supplied(name), CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS))
                        .get());
        ways.put(
                "delayedExecute",
                name -> waited(latch -> CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS)
                        .execute(() -> {
                            store(name);
                            latch.countDown();
                        })));
        // What a daemon starts is a daemon too.
        ExecutorService daemons = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        });
        ways.put(
                "daemon",
                name -> daemons.submit(() -> {
                            CompletableFuture.runAsync(() -> store(name)).join();
                            CompletableFuture.supplyAsync(supplied(name))
                                    .thenAcceptAsync(value -> store(name))
                                    .join();
                        })
                        .get());
        ways.put(
                "publisher",
                name -> waited(latch -> {
                    SubmissionPublisher<String> publisher = new SubmissionPublisher<>();
                    CompletableFuture<Void> consumed = publisher.consume(HandOverApp::store);
                    publisher.submit(name);
                    publisher.close();
                    consumed.join();
                    latch.countDown();
                }));
        ways.put(
                "timer",
                name -> waited(latch -> timer.schedule(
                        new TimerTask() {
                            @Override
                            public void run() {
                                store(name);
                                latch.countDown();
                            }
                        },
                        1)));
        ways.put("thread", name -> joined(new Thread(() -> store(name))));
        ways.put(
                "threadOfATask",
                name -> pool.submit(() -> joined(new Thread(() -> store(name)))).get());
        ways.put(
                "reactorScheduler",
                name -> Mono.fromCallable(stored(name))
                        .subscribeOn(reactor.core.scheduler.Schedulers.boundedElastic())
                        .block());
        ways.put(
                "reactorParallel",
                name -> Flux.range(0, 4)
                        .parallel(2)
                        .runOn(reactor.core.scheduler.Schedulers.parallel())
                        .map(each -> put(name))
                        .sequential()
                        .blockLast());
        ways.put(
                "rxScheduler",
                name -> System.out.println(io.reactivex.rxjava3.core.Single.fromCallable(stored(name))
                        .subscribeOn(io.reactivex.rxjava3.schedulers.Schedulers.io())
                        .blockingGet()));
        io.netty.util.concurrent.DefaultEventExecutor netty = new io.netty.util.concurrent.DefaultEventExecutor();
        ways.put("nettySubmit", name -> netty.submit(stored(name)).get());
        ways.put(
                "nettySchedule",
                name -> netty.schedule(stored(name), 1, TimeUnit.MILLISECONDS).get());
        virtual(ways);
        for (Map.Entry<String, Work> way : ways.entrySet()) {
            new Agent().turn(way.getKey(), way.getValue());
            System.out.println(way.getKey());
        }
        // Nothing stays behind.
        for (ExecutorService each : List.of(pool, scheduled, forkJoin, stealing, daemons)) {
            List<Callable<String>> after = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                after.add(stored("after"));
            }
            each.invokeAll(after);
            each.shutdown();
        }
        callerRuns.shutdown();
        netty.submit(stored("after")).get();
        netty.shutdownGracefully(0, 1, TimeUnit.SECONDS).get();
        IntStream.range(0, 16).parallel().forEach(each -> store("after"));
        CompletableFuture.supplyAsync(supplied("after")).get();
        waited(latch -> timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        store("after");
                        latch.countDown();
                    }
                },
                1));
    }

    /** By reflection: this is compiled for a JDK that has none. */
    private static void virtual(Map<String, Work> ways) throws Exception {
        if (Runtime.version().feature() < 21) {
            return;
        }
        Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
        ways.put("virtualThread", name -> {
            Runnable task = () -> store(name);
            ((Thread) start.invoke(null, task)).join();
        });
        Class<?>[] threads = {java.util.concurrent.ThreadFactory.class};
        ExecutorService daemons = (ExecutorService) Executors.class
                .getMethod("newThreadPerTaskExecutor", threads)
                .invoke(null, (java.util.concurrent.ThreadFactory) task -> {
                    Thread thread = new Thread(task);
                    thread.setDaemon(true);
                    return thread;
                });
        ways.put("daemonPerTask", name -> daemons.submit(stored(name)).get());
        ExecutorService perTask = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        ways.put("virtualPerTask", name -> perTask.submit(stored(name)).get());
        ways.put(
                "virtualPerTaskStages",
                name -> CompletableFuture.supplyAsync(supplied(name), perTask)
                        .thenApplyAsync(value -> put(name), perTask)
                        .get());
        if (Runtime.version().feature() >= 25) {
            Class<?> scopes = Class.forName("java.util.concurrent.StructuredTaskScope");
            ways.put("structured", name -> {
                Object scope = scopes.getMethod("open").invoke(null);
                scopes.getMethod("fork", Callable.class).invoke(scope, stored(name));
                scopes.getMethod("join").invoke(scope);
                ((AutoCloseable) scope).close();
            });
        }
    }

    /** Turns whose tasks share few threads with tasks that belong to no turn. */
    private static void reuse(int count) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(3);
        List<Future<?>> outside = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            outside.add(pool.submit(stored("after")));
            new Agent().turn("turn" + i, name -> {
                List<Future<?>> inside = new ArrayList<>();
                inside.add(pool.submit(stored(name)));
                inside.add(CompletableFuture.supplyAsync(supplied(name), pool).thenApplyAsync(value -> put(name)));
                for (Future<?> each : inside) {
                    each.get();
                }
            });
        }
        for (Future<?> each : outside) {
            each.get();
        }
        pool.shutdown();
    }

    /** The application gets its own objects back. */
    private static void same() throws Exception {
        LinkedBlockingQueue<Runnable> begun = new LinkedBlockingQueue<>();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
            @Override
            protected void beforeExecute(Thread thread, Runnable task) {
                begun.add(task);
            }
        };
        CountDownLatch busy = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        Runnable first = () -> await(busy);
        Runnable second = () -> store("second");
        Runnable third = runs::incrementAndGet;
        new Agent().turn("same", name -> {
            pool.execute(first);
            pool.execute(second);
            pool.execute(third);
            pool.execute(third);
            pool.execute(third);
            System.out.println(pool.remove(second));
            System.out.println(pool.getQueue().contains(third));
        });
        List<Runnable> left = pool.shutdownNow();
        busy.countDown();
        System.out.println(left.size() + " " + left.stream().allMatch(each -> each == third));
        try {
            pool.execute(third);
        } catch (java.util.concurrent.RejectedExecutionException rejected) {
            System.out.println("rejected");
        }
        System.out.println(pool.awaitTermination(10, TimeUnit.SECONDS) + " " + runs.get());
        System.out.println(begun.size() + " " + (begun.peek() == first));
        ExecutorService other = Executors.newSingleThreadExecutor();
        // What was open where it was handed over before does not hold here.
        Runnable later = HandOverApp::storeLater;
        other.submit(later).get();
        other.shutdown();
    }

    private static void storeLater() {
        store("after");
    }

    private static final class Halves extends RecursiveTask<Integer> {
        private final String name;
        private final int size;

        Halves(String name, int size) {
            this.name = name;
            this.size = size;
        }

        @Override
        protected Integer compute() {
            if (size == 1) {
                store(name);
                return 1;
            }
            Halves other = new Halves(name, size / 2);
            other.fork();
            return new Halves(name, size / 2).compute() + other.join();
        }
    }

    private static Callable<String> stored(String name) {
        return () -> put(name);
    }

    private static java.util.function.Supplier<String> supplied(String name) {
        return () -> put(name);
    }

    private static String put(String name) {
        store(name);
        return name;
    }

    private interface Waited {
        void run(CountDownLatch latch) throws Exception;
    }

    private static void waited(Waited work) throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        work.run(latch);
        latch.await();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static Void joined(Thread thread) throws InterruptedException {
        thread.start();
        thread.join();
        return null;
    }

    private interface Added {
        CompletableFuture<String> to(CompletableFuture<String> later);
    }

    /** A stage on a future that a thread completes which belongs to nothing. */
    private static void elsewhere(Added added) throws Exception {
        CompletableFuture<String> later = new CompletableFuture<>();
        CompletableFuture<String> stage = added.to(later);
        CountDownLatch completed = new CountDownLatch(1);
        Completer.QUEUE.add(() -> {
            later.complete("");
            completed.countDown();
        });
        Completer.start();
        stage.get();
        completed.await();
    }

    /** Started before the first turn needs it; what it completes is none of its own. */
    private static final class Completer {
        static final LinkedBlockingQueue<Runnable> QUEUE = new LinkedBlockingQueue<>();
        private static Thread thread;

        static synchronized void start() {
            if (thread == null) {
                thread = new Thread(() -> {
                    while (true) {
                        try {
                            QUEUE.take().run();
                        } catch (InterruptedException stopped) {
                            return;
                        }
                    }
                });
                thread.setDaemon(true);
                thread.start();
            }
        }
    }
}
