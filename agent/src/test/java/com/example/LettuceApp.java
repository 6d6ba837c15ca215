package com.example;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.SetArgs;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;

/** A memory on Redis by Lettuce, which is told how to use it. It knows nothing of Engram. */
public final class LettuceApp {

    private LettuceApp() {}

    /** A thin manager over a connection. */
    public static final class RedisMemoryManager {
        private final StatefulRedisConnection<String, String> redis;

        RedisMemoryManager(StatefulRedisConnection<String, String> redis) {
            this.redis = redis;
        }

        public void store(String key, String value) {
            redis.sync().set(key, value, SetArgs.Builder.ex(60));
        }

        public String retrieve(String key) {
            return redis.sync().get(key);
        }

        public CompletableFuture<String> retrieveLater(String key) {
            return redis.async().get(key).toCompletableFuture();
        }

        public Mono<String> search(String key) {
            return redis.reactive().get(key);
        }
    }

    public static void main(String[] args) throws Exception {
        RedisClient client = RedisClient.create("redis://127.0.0.1:" + args[0]);
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            RedisMemoryManager memory = new RedisMemoryManager(connection);
            RedisCommands<String, String> redis = connection.sync();
            memory.store("k", "secret-value");
            System.out.println(memory.retrieve("k"));
            System.out.println(memory.retrieve("missing"));
            System.out.println(memory.retrieveLater("k").get(10, TimeUnit.SECONDS));
            System.out.println(memory.search("k").block());
            redis.lpush("list", "secret-element");
            try {
                memory.retrieve("list");
            } catch (RedisCommandExecutionException wrongType) {
                System.out.println(wrongType.getMessage());
            }
            System.out.println(
                    connection.reactive().incr("list").onErrorReturn(-1L).block());
            System.out.println(redis.mget("k", "missing"));
            System.out.println(
                    connection.reactive().lrange("list", 0, -1).collectList().block());
            transaction(redis);
            flushed(connection);
            System.out.println(redis.select(1));
            System.out.println(redis.dbsize());
        } finally {
            client.shutdown(0, 2, TimeUnit.SECONDS);
        }
    }

    private static void transaction(RedisCommands<String, String> redis) {
        redis.multi();
        redis.set("t", "secret-queued");
        redis.get("t");
        redis.incr("list");
        TransactionResult result = redis.exec();
        System.out.println(result.size() + " " + result.get(1));
    }

    /** Commands that are written together. */
    private static void flushed(StatefulRedisConnection<String, String> connection) throws Exception {
        RedisAsyncCommands<String, String> redis = connection.async();
        connection.setAutoFlushCommands(false);
        List<RedisFuture<String>> all = List.of(redis.set("f1", "secret-flushed"), redis.get("f1"));
        connection.flushCommands();
        for (RedisFuture<String> each : all) {
            System.out.println(each.get(10, TimeUnit.SECONDS));
        }
        connection.setAutoFlushCommands(true);
    }
}
