package dev.engram.collector.keyspace.survey;

import dev.engram.collector.keyspace.redis.ErrorReply;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisNode;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.survey.stats.ServerFacts;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** Asks servers for what they say of themselves. A user who may not ask gets numbers of -1. */
final class ServerReader {

    private static final byte[] MEMORY = "memory".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STATS = "stats".getBytes(StandardCharsets.US_ASCII);

    private ServerReader() {}

    static ServerFacts read(RedisServer server) throws RedisException {
        long used = 0;
        long max = 0;
        long keys = 0;
        long expired = 0;
        long evicted = 0;
        String policy = "";
        for (RedisNode node : server.nodes()) {
            Map<String, String> info = info(node);
            used = sum(used, info.get("used_memory"));
            max = sum(max, info.get("maxmemory"));
            expired = sum(expired, info.get("expired_keys"));
            evicted = sum(evicted, info.get("evicted_keys"));
            policy = info.getOrDefault("maxmemory_policy", policy);
            keys = sum(keys, node.ask(Command.DBSIZE) instanceof Long number ? number.toString() : null);
        }
        return new ServerFacts(server.version(), server.nodes().size(), used, max, policy, keys, expired, evicted);
    }

    private static Map<String, String> info(RedisNode node) throws RedisException {
        Map<String, String> fields = new HashMap<>();
        for (byte[] section : new byte[][] {MEMORY, STATS}) {
            Object answer = node.ask(Command.INFO, section);
            if (answer instanceof ErrorReply || !(answer instanceof byte[] text)) {
                return Map.of();
            }
            new String(text, StandardCharsets.UTF_8).lines().forEach(line -> {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    fields.put(line.substring(0, colon), line.substring(colon + 1));
                }
            });
        }
        return fields;
    }

    private static long sum(long sum, @Nullable String number) {
        return sum < 0 || number == null ? -1 : sum + Long.parseLong(number.trim());
    }
}
