package com.example;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Commands and memory operations with callbacks that run on the thread that brings the result, and take until a line comes on
 * standard input. It knows nothing of Engram.
 */
@SuppressWarnings({"FutureReturnValueIgnored", "CheckReturnValue"}) // Callbacks are the point.
public final class CallbacksApp {

    private static CountDownLatch release = new CountDownLatch(1);

    private CallbacksApp() {}

    /** A memory whose results come later, in every way. */
    public static final class LaterMemoryStore {

        public CompletableFuture<String> retrieve(String key, CompletableFuture<String> answer) {
            return answer;
        }

        public CompletableFuture<String> find(String key, CompletableFuture<String> answer) {
            return answer.thenApply(String::trim);
        }

        public Future<String> load(String key, FutureTask<String> answer) {
            return answer;
        }

        public ListenableFuture<String> load(String key, ListenableFuture<String> answer) {
            return answer;
        }

        public Mono<String> get(String key, Mono<String> answer) {
            return answer.map(String::trim);
        }

        public Flux<String> query(String key, Flux<String> answer) {
            return answer.map(String::trim);
        }

        public Single<String> retrieve(String key, Single<String> answer) {
            return answer.map(String::trim);
        }

        public Flowable<String> search(String key, Flowable<String> answer) {
            return answer.map(String::trim);
        }
    }

    /** As Guava's. */
    public interface ListenableFuture<V> extends Future<V> {
        void addListener(Runnable listener, Executor executor);
    }

    /** As Guava's: calls its listeners in their order. */
    private static final class Listenable extends CompletableFutureBehind implements ListenableFuture<String> {
        private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

        @Override
        public void addListener(Runnable listener, Executor executor) {
            listeners.add(() -> executor.execute(listener));
        }

        void set(String value) {
            future.complete(value);
            listeners.forEach(Runnable::run);
        }
    }

    /** A future that is no CompletableFuture. */
    private abstract static class CompletableFutureBehind implements Future<String> {
        final CompletableFuture<String> future = new CompletableFuture<>();

        @Override
        public boolean cancel(boolean mayInterrupt) {
            return future.cancel(mayInterrupt);
        }

        @Override
        public boolean isCancelled() {
            return future.isCancelled();
        }

        @Override
        public boolean isDone() {
            return future.isDone();
        }

        @Override
        public String get() throws InterruptedException, ExecutionException {
            return future.get();
        }

        @Override
        public String get(long timeout, TimeUnit unit)
                throws InterruptedException, ExecutionException, TimeoutException {
            return future.get(timeout, unit);
        }
    }

    /** A callback that says that it has begun. */
    private static void callback(String name) {
        System.out.println("in " + name);
        try {
            release.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        ended.countDown();
    }

    private static CountDownLatch ended = new CountDownLatch(1);

    /** Begins something whose callback is {@link #callback}, and returns what completes it. */
    private interface Case {
        Runnable begin(String name) throws Exception;
    }

    private static void run(String name, Case each) throws Exception {
        release = new CountDownLatch(1);
        ended = new CountDownLatch(1);
        Runnable complete = each.begin(name);
        Thread completing = new Thread(complete);
        completing.start();
        ended.await();
        completing.join();
    }

    public static void main(String[] args) throws Exception {
        Thread input = new Thread(CallbacksApp::readInput);
        input.setDaemon(true);
        input.start();
        memories();
        RedisClient lettuce = RedisClient.create("redis://127.0.0.1:" + args[0]);
        RedissonClient redisson = redisson(args[0]);
        try (StatefulRedisConnection<String, String> connection = lettuce.connect();
                StatefulRedisConnection<String, String> other = lettuce.connect()) {
            other.sync().lpush("list", "a", "b", "c");
            lettuce(connection, other);
            redisson(redisson, other);
        } finally {
            redisson.shutdown();
            lettuce.shutdown();
        }
    }

    private static void readInput() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            while (lines.readLine() != null) {
                release.countDown();
            }
        } catch (java.io.IOException closed) {
            System.exit(1);
        }
    }

    private static void memories() throws Exception {
        LaterMemoryStore memory = new LaterMemoryStore();
        run("future", name -> {
            CompletableFuture<String> answer = new CompletableFuture<>();
            memory.retrieve(name, answer).thenAccept(value -> callback(name));
            return () -> answer.complete("v");
        });
        run("derived-future", name -> {
            CompletableFuture<String> answer = new CompletableFuture<>();
            memory.find(name, answer).thenAccept(value -> callback(name));
            return () -> answer.complete("v");
        });
        run("failing-future", name -> {
            CompletableFuture<String> answer = new CompletableFuture<>();
            memory.retrieve(name, answer).whenComplete((value, thrown) -> callback(name));
            return () -> answer.completeExceptionally(new IllegalStateException("down"));
        });
        run("cancelled-future", name -> {
            CompletableFuture<String> result = memory.retrieve(name, new CompletableFuture<>());
            result.whenComplete((value, thrown) -> callback(name));
            return () -> result.cancel(true);
        });
        run("task", name -> {
            FutureTask<String> answer = new FutureTask<>(() -> "v") {
                @Override
                protected void done() {
                    callback(name);
                }
            };
            memory.load(name, answer);
            return answer;
        });
        run("listenable", name -> {
            Listenable answer = new Listenable();
            memory.load(name, answer).addListener(() -> callback(name), Runnable::run);
            return () -> answer.set("v");
        });
        run("mono", name -> {
            Sinks.One<String> answer = Sinks.one();
            memory.get(name, answer.asMono()).subscribe(value -> callback(name));
            return () -> answer.tryEmitValue("v");
        });
        run("single", name -> {
            CompletableFuture<String> answer = new CompletableFuture<>();
            memory.retrieve(name, Single.fromCompletionStage(answer)).subscribe(value -> callback(name));
            return () -> answer.complete("v");
        });
        run("flux", name -> {
            Sinks.One<String> answer = Sinks.one();
            memory.query(name, answer.asMono().flux()).subscribe(value -> {}, thrown -> {}, () -> callback(name));
            return () -> answer.tryEmitValue("v");
        });
        run("flowable", name -> {
            CompletableFuture<String> answer = new CompletableFuture<>();
            memory.search(name, Flowable.fromCompletionStage(answer))
                    .subscribe(value -> {}, thrown -> {}, () -> callback(name));
            return () -> answer.complete("v");
        });
    }

    /** What is sent is flushed once the callback is known, so that no reply is faster. */
    private static void lettuce(
            StatefulRedisConnection<String, String> connection, StatefulRedisConnection<String, String> other)
            throws Exception {
        LaterMemoryStore memory = new LaterMemoryStore();
        connection.setAutoFlushCommands(false);
        run("lettuce-async", name -> {
            connection.async().get(name).thenAccept(value -> callback(name));
            return connection::flushCommands;
        });
        run("lettuce-async-error", name -> {
            other.sync().lpush(name, "no hash");
            connection.async().hget(name, "field").whenComplete((value, thrown) -> callback(name));
            return connection::flushCommands;
        });
        run("lettuce-reactive", name -> {
            connection.reactive().append(name, "v").subscribe(value -> callback(name));
            return connection::flushCommands;
        });
        run("lettuce-reactive-empty", name -> {
            connection.reactive().get(name).subscribe(value -> {}, thrown -> {}, () -> callback(name));
            return connection::flushCommands;
        });
        run("lettuce-reactive-error", name -> {
            other.sync().lpush(name, "no hash");
            connection.reactive().hget(name, "field").subscribe(value -> {}, thrown -> callback(name));
            return connection::flushCommands;
        });
        // Its elements come while its reply is read: what the application does with them begins when it had arrived.
        other.sync().rpush("items", "a", "b");
        run("lettuce-items", name -> {
            connection
                    .reactive()
                    .lrange("items", 0, -1)
                    .doOnNext(item -> memory.retrieve("of item " + item, CompletableFuture.completedFuture(item)))
                    .subscribe(value -> {}, thrown -> {}, () -> callback(name));
            return connection::flushCommands;
        });
        run("lettuce-mono-in-memory", name -> {
            memory.get(name, connection.reactive().echo("v")).subscribe(value -> callback(name));
            return connection::flushCommands;
        });
    }

    /** What blocks until another connection pushes is answered once the callback is known. */
    private static void redisson(RedissonClient client, StatefulRedisConnection<String, String> other)
            throws Exception {
        run("redisson-async", name -> {
            client.<String>getBlockingQueue(name, StringCodec.INSTANCE)
                    .takeAsync()
                    .thenAccept(value -> callback(name));
            return () -> other.sync().rpush(name, "v");
        });
        run("redisson-reactive", name -> {
            client.reactive()
                    .<String>getBlockingQueue(name, StringCodec.INSTANCE)
                    .take()
                    .subscribe(value -> callback(name));
            return () -> other.sync().rpush(name, "v");
        });
        run("redisson-rxjava", name -> {
            client.rxJava()
                    .<String>getBlockingQueue(name, StringCodec.INSTANCE)
                    .take()
                    .subscribe(value -> callback(name));
            return () -> other.sync().rpush(name, "v");
        });
    }

    private static RedissonClient redisson(String port) {
        Config config = new Config();
        config.useSingleServer()
                .setAddress("redis://127.0.0.1:" + port)
                .setConnectionMinimumIdleSize(1)
                .setConnectionPoolSize(4)
                .setSubscriptionConnectionMinimumIdleSize(1);
        return Redisson.create(config);
    }
}
