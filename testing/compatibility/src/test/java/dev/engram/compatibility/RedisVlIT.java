package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.it.EmbeddedRedis;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("RedisVL, without configuration, on a real Redis")
@Tag("full")
class RedisVlIT {

    static List<String> versions() throws IOException {
        return Run.versions("redisvl");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("histories and semantic caches are spans, with their Redis commands beneath")
    void chat(String version) throws Exception {
        Trace trace;
        try (EmbeddedRedis redis = new EmbeddedRedis()) {
            trace = Run.of("redisvl", "Chat").with(version).trace(redis.port());
        }
        assertThat(trace.out()).contains("recent 3", "messages 3", "relevant 2", "cached false\ncached true", "top 1");
        List<String> tree = trace.tree("memory.namespace", "memory.key", "memory.found");
        assertThat(tree.stream().filter(line -> !line.startsWith("  ")))
                .containsExactly(
                        "engram.memory.store chat alice",
                        "engram.memory.store chat alice",
                        "engram.memory.retrieve chat alice true",
                        "engram.memory.retrieve chat alice true",
                        "engram.memory.delete chat no-such-message",
                        "engram.memory.delete chat",
                        "engram.memory.delete chat",
                        "engram.memory.store meaning bob",
                        "engram.memory.search meaning",
                        "engram.memory.retrieve answers false",
                        "engram.memory.store answers",
                        "engram.memory.retrieve answers true",
                        "engram.memory.search answers",
                        "engram.memory.delete answers");
        assertThat(trace.tree("memory.result_count")).contains("engram.memory.search 2", "engram.memory.search 1");
        assertThat(tree)
                .containsSequence("engram.memory.retrieve chat alice true", "  KEYS", "  HGETALL")
                .containsSequence("engram.memory.delete chat no-such-message", "  DEL");
    }
}
