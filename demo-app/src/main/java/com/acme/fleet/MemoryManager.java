package com.acme.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * The memory that the agents of a fleet share. A value is kept in Redis under {@code partition:key} as the JSON text
 * {@code {"owner": ..., "value": ...}}; expiry is Redis's own, so an expired value is a miss.
 *
 * <p>Thread-safe. Every method throws {@link redis.clients.jedis.exceptions.JedisException} when Redis cannot be
 * reached or refuses, and {@link MemoryException} when a value does not fit its type.
 */
public final class MemoryManager {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SCAN_STEP = 500;
    private static final int FETCH_STEP = 200;

    private final RedisClient redis;

    /** What is written to Redis. */
    private record Kept(String owner, Object value) {}

    /** A memory on the given client, which stays the caller's to close. */
    public MemoryManager(RedisClient redis) {
        this.redis = redis;
    }

    /** Keeps a value, in the place of what was there under this key. */
    public void store(String key, Object value, StoreOptions options) {
        redis.set(Partition.prefix(options.partition()) + key, json(key, value, options.owner()), expiry(options));
    }

    /** Keeps many values in one round trip; not atomic. */
    public void storeAll(Map<String, ?> values, StoreOptions options) {
        try (Pipeline pipeline = redis.pipelined()) {
            values.forEach((key, value) -> pipeline.set(
                    Partition.prefix(options.partition()) + key, json(key, value, options.owner()), expiry(options)));
            pipeline.syncAndReturnAll().forEach(MemoryManager::throwIfRefused);
        }
    }

    /** The value under a key, or null when there is none. */
    public <T> @Nullable T retrieve(String key, Class<T> type, String partition) {
        String text = redis.get(Partition.prefix(partition) + key);
        return text == null ? null : entry(key, text, type).value();
    }

    /**
     * All values of a partition whose key matches a pattern of SQL's LIKE ({@code %} any run, {@code _} one character,
     * ASCII letters in either case), ordered by key. Looks through the partition with SCAN, so Redis answers others
     * meanwhile, and a value stored or deleted during the search may or may not be found.
     */
    public <T> List<MemoryEntry<T>> search(String pattern, Class<T> type, SearchOptions options) {
        List<String> keys = matchingKeys(new LikePattern(pattern), options.partition());
        int limit = options.limit() == null ? Integer.MAX_VALUE : options.limit();
        List<MemoryEntry<T>> found = new ArrayList<>();
        for (int from = 0; from < keys.size() && found.size() < limit; from += FETCH_STEP) {
            fetch(keys.subList(from, Math.min(from + FETCH_STEP, keys.size())), type, options.partition(), found);
        }
        return List.copyOf(found.subList(0, Math.min(limit, found.size())));
    }

    /** Forgets the value under a key; false when there was none. */
    public boolean delete(String key, String partition) {
        return redis.del(Partition.prefix(partition) + key) > 0;
    }

    private List<String> matchingKeys(LikePattern pattern, String partition) {
        String prefix = Partition.prefix(partition);
        ScanParams step = new ScanParams()
                .match(LikePattern.globOf(prefix) + pattern.toGlob())
                .count(SCAN_STEP);
        TreeSet<String> keys = new TreeSet<>(); // SCAN may report a key more than once
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<String> page = redis.scan(cursor, step);
            for (String redisKey : page.getResult()) {
                String key = redisKey.substring(prefix.length());
                if (pattern.matches(key)) {
                    keys.add(key);
                }
            }
            cursor = page.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        return List.copyOf(keys);
    }

    private <T> void fetch(List<String> keys, Class<T> type, String partition, List<MemoryEntry<T>> found) {
        String prefix = Partition.prefix(partition);
        List<String> texts = redis.mget(keys.stream().map(prefix::concat).toArray(String[]::new));
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            if (text != null) { // null: expired or deleted since the scan
                found.add(entry(keys.get(i), text, type));
            }
        }
    }

    private static SetParams expiry(StoreOptions options) {
        Long ttl = options.ttl();
        return ttl == null || ttl == 0 ? new SetParams() : new SetParams().ex(ttl);
    }

    private static void throwIfRefused(Object reply) {
        if (reply instanceof RuntimeException refused) {
            throw refused;
        }
    }

    private static String json(String key, Object value, String owner) {
        try {
            return JSON.writeValueAsString(new Kept(owner, value));
        } catch (JsonProcessingException e) {
            throw new MemoryException("The value for " + key + " cannot be written as JSON.", e);
        }
    }

    private static <T> MemoryEntry<T> entry(String key, String text, Class<T> type) {
        try {
            JsonNode entry = JSON.readTree(text);
            T value = JSON.treeToValue(entry.required("value"), type);
            return new MemoryEntry<>(key, entry.required("owner").asText(), value);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new MemoryException("What the memory holds as " + key + " is not a " + type.getSimpleName() + ".", e);
        }
    }
}
