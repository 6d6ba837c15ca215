package dev.engram.compatibility;

import dev.engram.agent.it.Tier;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Redisson, by a generated program on a real Redis")
@ParameterizedClass(name = "{0}")
@MethodSource("versions")
class RedissonIT extends RedisClientContract {

    @Parameter
    String version = "";

    static List<String> versions() {
        return Tier.of(List.of("4.7.0", "3.52.0"));
    }

    @Override
    Run program() throws Exception {
        return Run.of("redis/redisson", "Generated").with("org.redisson:redisson:" + version);
    }

    /** One script, by which the client asks the server at its start what is between them. */
    @Override
    Set<String> unseen() {
        return Set.of("EVAL");
    }
}
