package com.acme.notes;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;

/** Notes in Redis. Not thread-safe: one connection. */
final class RedisMemoryManager implements Notes {

    private final Jedis jedis;

    private RedisMemoryManager(Jedis jedis) {
        this.jedis = jedis;
    }

    /** In the Redis that listens on {@code port} of this machine. */
    static Notes at(int port) {
        return new RedisMemoryManager(new Jedis("127.0.0.1", port));
    }

    /** In nothing: see {@link EchoSockets}. */
    static Notes withoutNetwork() {
        return new RedisMemoryManager(new Jedis(new EchoSockets()));
    }

    @Override
    public void store(String key, String value) {
        jedis.set(key, value);
    }

    @Override
    public @Nullable String retrieve(String key) {
        return jedis.get(key);
    }
}
