package com.example;

import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;
import redis.clients.jedis.exceptions.JedisDataException;

/** A memory on Redis by Jedis. It knows nothing of Engram. */
public final class JedisApp {

    private JedisApp() {}

    /** A thin manager over a pool. */
    public static final class RedisMemoryManager {
        private final JedisPool pool;

        RedisMemoryManager(JedisPool pool) {
            this.pool = pool;
        }

        public void store(String key, String value) {
            try (Jedis jedis = pool.getResource()) {
                jedis.set(key, value);
                jedis.expire(key, 60);
            }
        }

        public String retrieve(String key) {
            try (Jedis jedis = pool.getResource()) {
                return jedis.get(key);
            }
        }
    }

    public static void main(String[] args) {
        try (JedisPool pool = new JedisPool("127.0.0.1", Integer.parseInt(args[0]))) {
            RedisMemoryManager memory = new RedisMemoryManager(pool);
            memory.store("k", "secret-value");
            System.out.println(memory.retrieve("k"));
            try (Jedis jedis = pool.getResource()) {
                jedis.lpush("list", "x");
            }
            try {
                memory.retrieve("list");
            } catch (JedisDataException wrongType) {
                System.out.println(wrongType.getMessage());
            }
        }
    }
}
