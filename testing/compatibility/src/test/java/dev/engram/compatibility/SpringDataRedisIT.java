package dev.engram.compatibility;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Spring Data Redis, by a generated program on a real Redis, once for each client beneath")
@ParameterizedClass(name = "{0}")
@CsvSource({"OnJedis, redis.clients:jedis:7.4.1", "OnLettuce, io.lettuce:lettuce-core:7.5.2.RELEASE"})
@Tag("full")
class SpringDataRedisIT extends RedisClientContract {

    @Parameter(0)
    String sample = "";

    @Parameter(1)
    String client = "";

    @Override
    Run program() throws Exception {
        return Run.of("redis/spring", sample)
                .with("org.springframework.data:spring-data-redis:4.1.2")
                .with(client);
    }
}
