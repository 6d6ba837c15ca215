package com.example;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.subjects.SingleSubject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.redisson.Redisson;
import org.redisson.api.RBucketReactive;
import org.redisson.api.RBucketRx;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Turns of two users at once, whose memory is a chain of Redis commands, in every way in which one is subscribed to after the
 * other. The keys of a chain's commands begin with the chain's own. It prints what the chains gave, and knows nothing of Engram.
 */
public final class ChainsApp {

    private static final int ROUNDS = 3;
    private static final List<String> USERS = List.of("alice", "bob");

    /** Threads of which nobody knows whose work they do, as those that read from a socket. */
    private static final BlockingQueue<Runnable> FOREIGN = new LinkedBlockingQueue<>();

    private static final Map<String, Object> RESULTS = new TreeMap<>();

    private ChainsApp() {}

    /** A memory on Reactor. */
    public static final class ReactorMemoryStore {
        public Mono<Object> store(String key, Supplier<Mono<?>> chain) {
            return chain.get().cast(Object.class);
        }

        public Flux<Object> query(String key, Supplier<Flux<?>> chain) {
            return chain.get().cast(Object.class);
        }
    }

    /** A memory on RxJava. */
    public static final class RxMemoryStore {
        public Single<Object> store(String key, Supplier<Single<?>> chain) {
            return chain.get().cast(Object.class);
        }
    }

    /** An agent. */
    public static final class Agent {
        public Object turn(String user, Supplier<Object> work) {
            return work.get();
        }
    }

    /** Redis, as a client's reactive interface has it. */
    private interface Commands {
        Mono<?> set(String key);

        Mono<?> get(String key);

        /** Waits for it. */
        Object now(String key);
    }

    /** The same of RxJava. */
    private interface RxCommands {
        Completable set(String key);

        Single<?> get(String key);

        /** Waits for it. */
        Object now(String key);
    }

    /** What a user does under a key. */
    private interface Chain {
        Object run(String key);
    }

    /** A source of the application's own that signals on a thread of its own. */
    private static <T> Publisher<T> foreign(T value) {
        return subscriber -> subscriber.onSubscribe(new Subscription() {
            @Override
            public void request(long n) {
                FOREIGN.add(() -> {
                    subscriber.onNext(value);
                    subscriber.onComplete();
                });
            }

            @Override
            public void cancel() {}
        });
    }

    public static void main(String[] args) throws Exception {
        for (int i = 0; i < 2; i++) {
            Thread thread = new Thread(ChainsApp::serve);
            thread.setDaemon(true);
            thread.start();
        }
        if (args[1].equals("lettuce")) {
            RedisClient client = RedisClient.create(args[0]);
            try (StatefulRedisConnection<String, String> connection = client.connect()) {
                lettuce(connection);
            } finally {
                client.shutdown(0, 2, TimeUnit.SECONDS);
            }
        } else {
            RedissonClient client = redisson(args[0]);
            try {
                redisson(client);
            } finally {
                client.shutdown(0, 2, TimeUnit.SECONDS);
            }
        }
        RESULTS.forEach((key, value) -> System.out.println(key + " " + value));
    }

    private static void serve() {
        try {
            while (true) {
                FOREIGN.take().run();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Has both users do the same at once. */
    private static void both(String name, Chain chain) throws Exception {
        Agent agent = new Agent();
        for (int round = 0; round < ROUNDS; round++) {
            CyclicBarrier together = new CyclicBarrier(USERS.size());
            List<Thread> threads = new ArrayList<>();
            for (String user : USERS) {
                String key = user + ":" + name + ":" + round;
                Thread thread = new Thread(() -> {
                    try {
                        together.await();
                    } catch (Exception broken) {
                        throw new IllegalStateException(broken);
                    }
                    Object result = agent.turn(user, () -> chain.run(key));
                    synchronized (RESULTS) {
                        RESULTS.put(key, result);
                    }
                });
                thread.start();
                threads.add(thread);
            }
            for (Thread each : threads) {
                each.join();
            }
        }
    }

    private static void lettuce(StatefulRedisConnection<String, String> connection) throws Exception {
        RedisReactiveCommands<String, String> redis = connection.reactive();
        RedisAsyncCommands<String, String> async = connection.async();
        ReactorMemoryStore memory = new ReactorMemoryStore();
        Commands commands = new Commands() {
            @Override
            public Mono<?> set(String key) {
                return redis.set(key, "v");
            }

            @Override
            public Mono<?> get(String key) {
                return redis.get(key);
            }

            @Override
            public Object now(String key) {
                return connection.sync().set(key, "v");
            }
        };
        reactor(commands);
        both(
                "blocking",
                key -> memory.store(
                                key,
                                () -> redis.set(key + ":1", "v")
                                        .publishOn(Schedulers.boundedElastic())
                                        .map(done -> connection.sync().get(key + ":1")))
                        .block());
        both(
                "future",
                key -> memory.store(
                                key,
                                () -> redis.set(key + ":1", "v")
                                        .flatMap(done -> Mono.fromCompletionStage(async.get(key + ":1")))
                                        .flatMap(done -> Mono.fromCompletionStage(async.get(key + ":2")
                                                .thenCompose(value -> async.set(key + ":2", "v")))))
                        .block());
        both(
                "many",
                key -> memory.query(
                                key,
                                () -> redis.rpush(key + ":1", "a", "b", "c")
                                        .thenMany(redis.lrange(key + ":1", 0, -1))
                                        .concatMap(each -> redis.set(key + ":" + each, "v")))
                        .collectList()
                        .block());
        rx(new RxCommands() {
            @Override
            public Completable set(String key) {
                return Completable.fromPublisher(redis.set(key, "v"));
            }

            @Override
            public Single<?> get(String key) {
                return Single.fromPublisher(redis.get(key));
            }

            @Override
            public Object now(String key) {
                return connection.sync().set(key, "v");
            }
        });
    }

    private static void redisson(RedissonClient client) throws Exception {
        reactor(new Commands() {
            @Override
            public Mono<?> set(String key) {
                return bucket(key).set("v");
            }

            @Override
            public Mono<?> get(String key) {
                return bucket(key).get();
            }

            @Override
            public Object now(String key) {
                return setNow(client, key);
            }

            private RBucketReactive<String> bucket(String key) {
                return client.reactive().getBucket(key, StringCodec.INSTANCE);
            }
        });
        rx(new RxCommands() {
            @Override
            public Completable set(String key) {
                return bucket(key).set("v");
            }

            @Override
            public Single<?> get(String key) {
                return bucket(key).get().toSingle();
            }

            @Override
            public Object now(String key) {
                return setNow(client, key);
            }

            private RBucketRx<String> bucket(String key) {
                return client.rxJava().getBucket(key, StringCodec.INSTANCE);
            }
        });
    }

    /** The values of what a chain does last are what the application sees. */
    private static void reactor(Commands redis) throws Exception {
        ReactorMemoryStore memory = new ReactorMemoryStore();
        both(
                "then",
                key -> memory.store(
                                key,
                                () -> redis.set(key + ":1")
                                        .then(redis.get(key + ":1"))
                                        .then(redis.set(key + ":2"))
                                        .then(redis.get(key + ":2")))
                        .block());
        both(
                "flatMap",
                key -> memory.store(
                                key,
                                () -> redis.set(key + ":1")
                                        .thenReturn("set")
                                        .flatMap(done -> redis.get(key + ":1"))
                                        .flatMap(value -> redis.set(key + ":2").thenReturn(value))
                                        .flatMap(value -> redis.get(key + ":2")))
                        .block());
        both(
                "zip",
                key -> memory.store(
                                key,
                                () -> Mono.zip(
                                                redis.set(key + ":1").thenReturn("1"),
                                                redis.set(key + ":2").thenReturn("2"))
                                        .flatMap(both -> Mono.zip(redis.get(key + ":1"), redis.get(key + ":2")))
                                        .map(Object::toString))
                        .block());
        both("retry", key -> {
            AtomicInteger attempts = new AtomicInteger();
            return memory.store(
                            key,
                            () -> redis.set(key + ":1")
                                    .then(Mono.defer(() -> attempts.incrementAndGet() < 3
                                            ? Mono.error(new IllegalStateException("again"))
                                            : redis.get(key + ":1")))
                                    .retry(3))
                    .block();
        });
        both("retryLater", key -> {
            AtomicInteger attempts = new AtomicInteger();
            return memory.store(
                            key,
                            () -> redis.set(key + ":1")
                                    .then(Mono.defer(() -> attempts.incrementAndGet() < 3
                                            ? Mono.error(new IllegalStateException("again"))
                                            : redis.get(key + ":1")))
                                    .retryWhen(Retry.backoff(3, Duration.ofMillis(1))))
                    .block();
        });
        both(
                "publishOn",
                key -> memory.store(
                                key,
                                () -> redis.set(key + ":1")
                                        .thenReturn("set")
                                        .publishOn(Schedulers.parallel())
                                        .flatMap(done -> redis.get(key + ":1"))
                                        .publishOn(Schedulers.boundedElastic())
                                        .flatMap(done -> redis.set(key + ":2").then(redis.get(key + ":2"))))
                        .block());
        both(
                "deep",
                key -> memory.store(
                                key,
                                () -> Mono.defer(() -> redis.set(key + ":0"))
                                        .thenMany(Flux.range(1, 3))
                                        .concatMap(i -> Flux.just(i)
                                                .flatMap(j ->
                                                        redis.set(key + ":" + j).thenReturn(j))
                                                .delayElements(Duration.ofMillis(1))
                                                .flatMap(j -> redis.get(key + ":" + j)))
                                        .collectList()
                                        .flatMap(all -> redis.set(key + ":4").thenReturn(all.size())))
                        .block());
        both(
                "foreign",
                key -> memory.store(
                                key,
                                () -> Mono.from(foreign("f"))
                                        .flatMap(value -> redis.set(key + ":1").thenReturn(value))
                                        .then(redis.get(key + ":1")))
                        .block());
        both(
                "sink",
                key -> memory.store(
                                key,
                                () -> Mono.<String>create(sink -> FOREIGN.add(() -> sink.success("s")))
                                        .flatMap(value -> redis.set(key + ":1").thenReturn(value))
                                        .then(redis.get(key + ":1")))
                        .block());
        AtomicInteger subscribed = new AtomicInteger();
        Mono<String> shared = Mono.<String>create(sink -> FOREIGN.add(() -> sink.success("c" + subscribed)))
                .cache(Duration.ofMillis(1));
        both(
                "shared",
                key -> memory.store(
                                key,
                                () -> shared.flatMap(
                                                value -> redis.set(key + ":1").thenReturn(value))
                                        .then(redis.get(key + ":1")))
                        .block());
        // What is done with what is shared is not subscribed to, and belongs to who does it all the same.
        Sinks.One<String> said = Sinks.one();
        Mono<String> cached = said.asMono().cache();
        AtomicInteger listening = new AtomicInteger();
        both("shared-map", key -> {
            if (listening.incrementAndGet() == USERS.size()) {
                FOREIGN.add(() -> said.tryEmitValue("said"));
            }
            return memory.store(key, () -> cached.map(value -> redis.now(key + ":1")))
                    .block();
        });
        // One operation after the other: the second is no part of the first.
        both(
                "beside",
                key -> memory.store(key, () -> redis.set(key + ":1"))
                        .then(memory.store(
                                key + ":x", () -> redis.get(key + ":x:1").then(redis.set(key + ":x:2"))))
                        .then(memory.store(
                                key + ":y", () -> redis.set(key + ":y:1").then(redis.get(key + ":y:1"))))
                        .block());
    }

    private static void rx(RxCommands redis) throws Exception {
        RxMemoryStore memory = new RxMemoryStore();
        both(
                "rx-then",
                key -> memory.store(
                                key,
                                () -> redis.set(key + ":1")
                                        .andThen(redis.get(key + ":1"))
                                        .flatMap(value -> redis.set(key + ":2").toSingleDefault(value))
                                        .flatMap(value -> redis.get(key + ":2")))
                        .blockingGet());
        both(
                "rx-zip",
                key -> memory.store(
                                key,
                                () -> Single.zip(
                                                redis.set(key + ":1").toSingleDefault("1"),
                                                redis.set(key + ":2").toSingleDefault("2"),
                                                (one, other) -> one + other)
                                        .flatMap(value -> redis.get(key + ":2")))
                        .blockingGet());
        both("rx-retry", key -> {
            AtomicInteger attempts = new AtomicInteger();
            return memory.store(
                            key,
                            () -> redis.set(key + ":1")
                                    .andThen(Single.defer(() -> attempts.incrementAndGet() < 3
                                            ? Single.error(new IllegalStateException("again"))
                                            : redis.get(key + ":1")))
                                    .retry(3))
                    .blockingGet();
        });
        both(
                "rx-observeOn",
                key -> memory.store(
                                key,
                                () -> redis.set(key + ":1")
                                        .observeOn(io.reactivex.rxjava3.schedulers.Schedulers.computation())
                                        .andThen(redis.get(key + ":1"))
                                        .delay(1, TimeUnit.MILLISECONDS)
                                        .flatMap(value -> redis.get(key + ":1")))
                        .blockingGet());
        both(
                "rx-deep",
                key -> memory.store(
                                key,
                                () -> Flowable.range(1, 3)
                                        .concatMapSingle(
                                                i -> redis.set(key + ":" + i).toSingleDefault(i))
                                        .concatMapSingle(i -> redis.get(key + ":" + i))
                                        .toList())
                        .blockingGet());
        both(
                "rx-sink",
                key -> memory.store(
                                key,
                                () -> Single.<String>create(sink -> FOREIGN.add(() -> sink.onSuccess("s")))
                                        .flatMap(value -> redis.set(key + ":1").toSingleDefault(value))
                                        .flatMap(value -> redis.get(key + ":1")))
                        .blockingGet());
        SingleSubject<String> said = SingleSubject.create();
        Single<String> cached = said.cache();
        AtomicInteger listening = new AtomicInteger();
        both("rx-shared", key -> {
            if (listening.incrementAndGet() == USERS.size()) {
                FOREIGN.add(() -> said.onSuccess("said"));
            }
            return memory.store(
                            key,
                            () -> cached.map(value -> redis.now(key + ":1")).flatMap(value -> redis.get(key + ":1")))
                    .blockingGet();
        });
        both(
                "rx-beside",
                key -> memory.store(key, () -> redis.set(key + ":1").toSingleDefault("v"))
                        .flatMap(done -> memory.store(
                                key + ":x", () -> redis.set(key + ":x:1").andThen(redis.get(key + ":x:1"))))
                        .blockingGet());
    }

    private static Object setNow(RedissonClient client, String key) {
        client.getBucket(key, StringCodec.INSTANCE).set("v");
        return "OK";
    }

    private static RedissonClient redisson(String address) {
        Config config = new Config();
        config.useSingleServer()
                .setAddress(address)
                .setConnectionMinimumIdleSize(1)
                .setConnectionPoolSize(4)
                .setSubscriptionConnectionMinimumIdleSize(1);
        return Redisson.create(config);
    }
}
