package com.example;

import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.SetParams;

/** An agent that keeps its memory in Redis with no class around it. It knows nothing of Engram. */
public final class RedisKeysApp {

    private RedisKeysApp() {}

    public static void main(String[] args) {
        try (RedisClient redis = RedisClient.create("127.0.0.1", Integer.parseInt(args[0]))) {
            redis.set(
                    "memory:planner:plan", "secret-value", SetParams.setParams().ex(60));
            System.out.println(redis.get("memory:planner:plan"));
            System.out.println(redis.get("memory:planner:none"));
            redis.del("memory:planner:plan");
            redis.set("counter", "1");
            redis.hset("memory:planner:steps", "first", "secret-value");
            try {
                redis.get("memory:planner:steps");
            } catch (JedisDataException wrongType) {
                System.out.println("It is no text.");
            }
        }
    }
}
