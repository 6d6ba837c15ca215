package dev.engram.compatibility;

import dev.engram.agent.it.Tier;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Jedis, by a generated program on a real Redis")
@ParameterizedClass(name = "{0} {2}")
@MethodSource("clients")
class JedisClientsIT extends RedisClientContract {

    @Parameter(0)
    String version = "";

    @Parameter(1)
    String folder = "";

    @Parameter(2)
    String sample = "";

    @Override
    Run program() throws Exception {
        return Run.of(folder, sample).with("redis.clients:jedis:" + version);
    }

    /** Each version, and the programs for it. */
    static List<Arguments> clients() {
        return Tier.of(List.of(
                Arguments.of("8.0.2", "redis/jedis", "Generated"),
                Arguments.of("8.0.2", "redis/jedis/from-7", "Client"),
                Arguments.of("7.2.0", "redis/jedis", "Generated"),
                Arguments.of("7.2.0", "redis/jedis/from-7", "Client"),
                Arguments.of("7.2.0", "redis/jedis/before-8", "Pooled"),
                Arguments.of("6.2.0", "redis/jedis", "Generated"),
                Arguments.of("6.2.0", "redis/jedis/before-8", "Pooled"),
                Arguments.of("5.2.0", "redis/jedis", "Generated"),
                Arguments.of("5.2.0", "redis/jedis/before-8", "Pooled"),
                Arguments.of("4.4.8", "redis/jedis", "Generated"),
                Arguments.of("4.4.8", "redis/jedis/before-8", "Pooled"),
                Arguments.of("3.10.0", "redis/jedis", "Generated")));
    }
}
