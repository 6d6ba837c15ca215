package dev.engram.agent.client;

import dev.engram.agent.client.jedis.Jedis;
import dev.engram.agent.client.lettuce.Lettuce;
import dev.engram.agent.client.redisson.Redisson;
import dev.engram.agent.client.site.ClientCall;
import dev.engram.agent.client.site.CommandRecording;
import dev.engram.agent.context.HandOver;
import java.util.List;
import java.util.stream.Stream;

/** The Redis clients that are woven. */
public final class RedisClients {

    /** What users call them, in a sentence. */
    public static final String NAMES = "Jedis, Lettuce, Redisson and valkey-java";

    private RedisClients() {}

    /** The methods to weave; none where commands are not recorded. */
    public static List<ClientCall> calls(CommandRecording recording) {
        if (recording == CommandRecording.OFF) {
            return List.of();
        }
        return Stream.of(
                        Jedis.calls("Jedis", "redis.clients.jedis", recording),
                        Jedis.calls("valkey-java", "io.valkey", recording),
                        Lettuce.calls(recording),
                        Redisson.calls(recording))
                .flatMap(List::stream)
                .toList();
    }

    /** Where the reply to a command is there, before the application hears of it. */
    public static List<HandOver> completions() {
        return Lettuce.completions();
    }

    /** Where clients continue on their own threads what the application has begun. */
    public static List<HandOver> handOvers() {
        return Lettuce.handOvers();
    }
}
