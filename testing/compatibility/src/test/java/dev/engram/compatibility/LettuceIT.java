package dev.engram.compatibility;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Lettuce, by a generated program on a real Redis")
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"7.7.0.RELEASE", "6.5.5.RELEASE"})
class LettuceIT extends RedisClientContract {

    @Parameter
    String version = "";

    @Override
    Run program() throws Exception {
        return Run.of("redis/lettuce", "Generated").with("io.lettuce:lettuce-core:" + version);
    }
}
