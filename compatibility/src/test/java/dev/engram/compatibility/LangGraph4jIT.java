package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("LangGraph4j, without configuration")
class LangGraph4jIT {

    static List<String> versions() throws IOException {
        return Run.tested("langgraph4j");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("a graph's checkpoints are spans by thread")
    void counter(String version) throws Exception {
        Trace trace = Run.of("langgraph4j", "Counter").with(version).trace();
        assertThat(trace.out()).contains("count 2", "kept true", "last 2", "bob false", "nobody false");
        assertThat(trace.tree("memory.namespace", "memory.key", "memory.found"))
                .containsExactly(
                        "engram.memory.retrieve checkpoints alice false",
                        "engram.memory.store checkpoints alice",
                        "engram.memory.store checkpoints alice",
                        "engram.memory.store checkpoints alice",
                        "engram.memory.retrieve checkpoints alice true",
                        "engram.memory.retrieve checkpoints alice true",
                        "engram.memory.retrieve checkpoints bob false",
                        "engram.memory.retrieve checkpoints $default false",
                        "engram.memory.delete checkpoints alice");
        assertThat(trace.counted()).isEqualTo(Map.of("store", 3L, "retrieve", 5L, "delete", 1L));
    }
}
