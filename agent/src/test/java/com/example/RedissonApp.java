package com.example;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.BatchOptions;
import org.redisson.api.RBatch;
import org.redisson.api.RFuture;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** A memory on Redis by Redisson. It knows nothing of Engram. */
public final class RedissonApp {

    private RedissonApp() {}

    /** A thin manager over a client. */
    public static final class RedisMemoryManager {
        private final RedissonClient redis;

        RedisMemoryManager(RedissonClient redis) {
            this.redis = redis;
        }

        public void store(String key, String value) {
            redis.getBucket(key, StringCodec.INSTANCE).set(value);
        }

        public String retrieve(String key) {
            return redis.<String>getBucket(key, StringCodec.INSTANCE).get();
        }

        public RFuture<String> retrieveLater(String key) {
            return redis.<String>getBucket(key, StringCodec.INSTANCE).getAsync();
        }
    }

    public static void main(String[] args) throws Exception {
        Config config = new Config();
        config.useSingleServer()
                .setAddress("redis://127.0.0.1:" + args[0])
                .setDatabase(2)
                .setConnectionMinimumIdleSize(1)
                .setConnectionPoolSize(2)
                .setSubscriptionConnectionMinimumIdleSize(1);
        RedissonClient client = Redisson.create(config);
        try {
            RedisMemoryManager memory = new RedisMemoryManager(client);
            memory.store("k", "secret-value");
            System.out.println(memory.retrieve("k"));
            System.out.println(memory.retrieve("missing"));
            System.out.println(memory.retrieveLater("k").get(10, TimeUnit.SECONDS));
            client.getList("list").add("secret-element");
            try {
                memory.retrieve("list");
            } catch (RedisException wrongType) {
                System.out.println(wrongType.getMessage().substring(0, 20));
            }
            System.out.println(client.getMap("map").put("field", "secret-field"));
            System.out.println(client.getMap("map").get("field"));
            System.out.println(batch(client, BatchOptions.ExecutionMode.IN_MEMORY));
            System.out.println(batch(client, BatchOptions.ExecutionMode.IN_MEMORY_ATOMIC));
            RLock lock = client.getLock("lock");
            System.out.println(lock.tryLock());
            lock.unlock();
        } finally {
            client.shutdown(0, 2, TimeUnit.SECONDS);
        }
    }

    private static Object batch(RedissonClient client, BatchOptions.ExecutionMode mode) {
        RBatch batch = client.createBatch(BatchOptions.defaults().executionMode(mode));
        List<RFuture<?>> queued = List.of(
                batch.getBucket("b", StringCodec.INSTANCE).setAsync("secret-batch"),
                batch.getBucket("b", StringCodec.INSTANCE).getAsync(),
                batch.getBucket("missing", StringCodec.INSTANCE).getAsync());
        return queued.size() + " " + batch.execute().getResponses();
    }
}
