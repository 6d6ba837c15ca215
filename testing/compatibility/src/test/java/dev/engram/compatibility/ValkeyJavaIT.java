package dev.engram.compatibility;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("valkey-java, which is Jedis in another package, by the generated programs for Jedis")
@ParameterizedClass(name = "{1}")
@CsvSource({"redis/jedis, Generated", "redis/jedis/before-8, Pooled"})
@Tag("full")
class ValkeyJavaIT extends RedisClientContract {

    @Parameter(0)
    String folder = "";

    @Parameter(1)
    String sample = "";

    @Override
    Run program() throws Exception {
        return Run.of(folder, sample).with("io.valkey:valkey-java:5.5.0").renaming("redis.clients.jedis", "io.valkey");
    }
}
