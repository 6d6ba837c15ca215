package dev.engram.agent.redis;

import dev.engram.agent.record.CommandRecording;
import java.util.ArrayList;
import java.util.List;

/** The Redis clients that are woven. */
public final class RedisClients {

    private RedisClients() {}

    /** The methods to weave; none where commands are not recorded. */
    public static List<ClientCall> calls(CommandRecording commands) {
        if (commands == CommandRecording.OFF) {
            return List.of();
        }
        List<ClientCall> calls = new ArrayList<>();
        calls.addAll(Jedis.calls("redis.clients.jedis"));
        calls.addAll(Jedis.calls("io.valkey"));
        calls.addAll(Lettuce.calls());
        calls.addAll(Redisson.calls());
        return calls;
    }
}
