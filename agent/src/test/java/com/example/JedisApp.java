package com.example;

import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisDataException;

/** A memory on Redis by Jedis. It knows nothing of Engram. */
public final class JedisApp {

    private JedisApp() {}

    /** A thin manager over a pooled client. */
    public static final class RedisMemoryManager {
        private final RedisClient redis;

        RedisMemoryManager(RedisClient redis) {
            this.redis = redis;
        }

        public void store(String key, String value) {
            redis.set(key, value);
            redis.expire(key, 60);
        }

        public String retrieve(String key) {
            return redis.get(key);
        }
    }

    public static void main(String[] args) {
        try (RedisClient redis = RedisClient.create("127.0.0.1", Integer.parseInt(args[0]))) {
            RedisMemoryManager memory = new RedisMemoryManager(redis);
            memory.store("k", "secret-value");
            System.out.println(memory.retrieve("k"));
            redis.lpush("list", "x");
            try {
                memory.retrieve("list");
            } catch (JedisDataException wrongType) {
                System.out.println(wrongType.getMessage());
            }
        }
    }
}
