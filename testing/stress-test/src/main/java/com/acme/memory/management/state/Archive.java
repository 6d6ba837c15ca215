package com.acme.memory.management.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.acme.memory.support.MemoryUnavailableException;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What left the heap for Redis: hashes of one user, {@code memory-archive:<user>:groups} and {@code :documents}. Every method throws
 * {@link MemoryUnavailableException} where Redis does not do it. Thread-safe.
 */
public final class Archive {
    private final RedisClient redis;
    private final String user;

    Archive(RedisClient redis, String user) {
        this.redis = redis;
        this.user = user;
    }

    /** The parts of the archive. */
    enum Part {
        GROUPS,
        DOCUMENTS;

        private String label() {
            return this == GROUPS ? "groups" : "documents";
        }
    }

    /** Keeps values, all of them or none. */
    void put(Part part, Map<String, byte[]> values) {
        IdentityHashMap<byte[], byte[]> fields =
                new IdentityHashMap<>(); // ids differ, so their bytes need not be compared
        values.forEach((id, value) -> fields.put(id.getBytes(UTF_8), value));
        run(part, "kept", r -> r.hset(key(part), fields));
    }

    /** The value of this id; null where there is none. */
    byte @Nullable [] get(Part part, String id) {
        return run(part, "read", r -> r.hget(key(part), id.getBytes(UTF_8)));
    }

    /** Takes a value out. */
    void remove(Part part, String id) {
        run(part, "removed", r -> r.hdel(key(part), id.getBytes(UTF_8)));
    }

    /** How many values there are. */
    long count(Part part) {
        return run(part, "counted", r -> r.hlen(key(part)));
    }

    /** Deletes all; returns how many keys that were. */
    long clear() {
        long deleted = 0;
        for (Part part : Part.values()) {
            deleted += run(part, "deleted", r -> r.del(key(part)));
        }
        return deleted;
    }

    private byte[] key(Part part) {
        return ("memory-archive:" + user + ':' + part.label()).getBytes(UTF_8);
    }

    private <T extends @Nullable Object> T run(Part part, String done, Function<RedisClient, T> command) {
        try {
            return twice(command);
        } catch (JedisConnectionException e) {
            throw new MemoryUnavailableException(
                    "Redis does not answer, so archived " + part.label() + " of " + user + " were not " + done
                            + "; try again when Redis is back.",
                    e);
        } catch (JedisException e) {
            throw new MemoryUnavailableException(
                    "Redis refuses (" + e.getMessage() + "), so archived " + part.label() + " of " + user + " were not "
                            + done + ".",
                    e);
        }
    }

    /** Once more on a new connection, if the old one turns out to be broken; no command here does more when it runs twice. */
    private <T extends @Nullable Object> T twice(Function<RedisClient, T> command) {
        try {
            return command.apply(redis);
        } catch (JedisConnectionException broken) {
            redis.getPool().clear(); // after a restart of Redis all idle connections are dead
            return command.apply(redis);
        } catch (OutOfMemoryError e) {
            redis.getPool().clear(); // an answer may be half read, and would be the next command's
            throw e;
        }
    }
}
