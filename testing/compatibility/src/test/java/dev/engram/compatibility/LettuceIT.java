package dev.engram.compatibility;

import dev.engram.agent.it.Tier;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Lettuce, by a generated program on a real Redis")
@ParameterizedClass(name = "{0}")
@MethodSource("versions")
class LettuceIT extends RedisClientContract {

    @Parameter
    String version = "";

    static List<String> versions() {
        return Tier.of(List.of("7.7.0.RELEASE", "6.5.5.RELEASE"));
    }

    @Override
    Run program() throws Exception {
        return Run.of("redis/lettuce", "Generated").with("io.lettuce:lettuce-core:" + version);
    }
}
