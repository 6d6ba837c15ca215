package dev.engram.collector.keyspace.survey;

import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisNode;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.redis.Requests;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An application's hand on a server's keys. */
public final class Keys {

    private final RedisServer server;

    public Keys(RedisServer server) {
        this.server = server;
    }

    /** Runs one command, its words apart by a blank each. */
    public @Nullable Object run(String line) {
        String[] words = line.split(" ", -1);
        return run(words);
    }

    /** Runs one command. */
    public @Nullable Object run(String... words) {
        byte[][] arguments = Arrays.stream(words).skip(1).map(Requests::word).toArray(byte[][]::new);
        try {
            RedisNode node = words.length > 1 && server.isCluster()
                    ? server.node(arguments[0])
                    : server.nodes().get(0);
            return node.call(() -> Requests.word(words[0]), arguments);
        } catch (RedisException e) {
            throw new AssertionError(String.join(" ", words) + ": " + e.getMessage(), e);
        }
    }

    /** Strings of so many bytes; the prefix gets a number each. */
    public void strings(String prefix, int from, int to, int bytes) {
        for (int i = from; i < to; i++) {
            run("SET", prefix + i, "x".repeat(bytes));
        }
    }

    /** Strings that live for an hour. */
    public void mortal(String prefix, int from, int to) {
        for (int i = from; i < to; i++) {
            run("SET", prefix + i, "value", "EX", "3600");
        }
    }
}
