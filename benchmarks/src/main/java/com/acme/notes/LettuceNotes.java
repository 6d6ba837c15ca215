package com.acme.notes;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Notes in Redis, by commands whose replies nobody waits for. */
final class LettuceNotes implements Notes {

    private final RedisAsyncCommands<String, String> redis;

    private LettuceNotes(RedisAsyncCommands<String, String> redis) {
        this.redis = redis;
    }

    /** In the Redis that listens on {@code port} of this machine. */
    static Notes at(int port) {
        return new LettuceNotes(
                RedisClient.create(RedisURI.create("127.0.0.1", port)).connect().async());
    }

    @Override
    public void store(String key, String value) {
        Future<?> unused = redis.set(key, value);
    }

    /** Null: the reply comes later. */
    @Override
    public @Nullable String retrieve(String key) {
        Future<?> unused = redis.get(key);
        return null;
    }
}
