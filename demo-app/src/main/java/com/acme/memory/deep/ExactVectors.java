package com.acme.memory.deep;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.acme.memory.support.TagMatch;
import com.acme.memory.support.UserSpace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.RedisClient;

/**
 * Vectors in a hash, compared one by one. Of each search all vectors of the tags, or all there are, come from Redis: 1.5 KB
 * each, so this is for thousands and not for millions.
 */
final class ExactVectors implements VectorIndex {
    private static final String WHAT = "the vectors of the deep memory";

    private final UserSpace space;
    private final byte[] key;

    ExactVectors(UserSpace space) {
        this.space = space;
        this.key = space.key("deep-vectors").getBytes(UTF_8);
    }

    @Override
    public void put(AbstractTransaction transaction, String id, float[] vector, List<String> tags) {
        transaction.hset(key, id.getBytes(UTF_8), Vectors.bytes(vector));
        for (String tag : tags) {
            transaction.sadd(space.key("deep-tag", tag), id);
        }
    }

    @Override
    public List<Neighbour> nearest(float[] query, int limit, List<String> tags, TagMatch match) {
        List<Neighbour> near = new ArrayList<>();
        space.read(WHAT, redis -> tags.isEmpty() ? all(redis) : tagged(redis, tags, match))
                .forEach((id, vector) -> {
                    double score = Vectors.product(query, vector);
                    if (!Double.isNaN(score)) { // NaN: kept by another model
                        near.add(new Neighbour(id, score));
                    }
                });
        near.sort(Comparator.comparingDouble(Neighbour::score).reversed().thenComparing(Neighbour::id));
        return List.copyOf(near.subList(0, Math.min(limit, near.size())));
    }

    private Map<String, byte[]> all(RedisClient redis) {
        Map<String, byte[]> found = new HashMap<>();
        redis.hgetAll(key).forEach((id, vector) -> found.put(new String(id, UTF_8), vector));
        return found;
    }

    private Map<String, byte[]> tagged(RedisClient redis, List<String> tags, TagMatch match) {
        String[] keys = tags.stream().map(tag -> space.key("deep-tag", tag)).toArray(String[]::new);
        List<String> ids = List.copyOf(match == TagMatch.ANY ? redis.sunion(keys) : redis.sinter(keys));
        if (ids.isEmpty()) {
            return Map.of();
        }
        List<byte[]> vectors =
                redis.hmget(key, ids.stream().map(id -> id.getBytes(UTF_8)).toArray(byte[][]::new));
        Map<String, byte[]> found = new HashMap<>();
        for (int i = 0; i < vectors.size(); i++) {
            if (vectors.get(i) != null) {
                found.put(ids.get(i), vectors.get(i));
            }
        }
        return found;
    }
}
