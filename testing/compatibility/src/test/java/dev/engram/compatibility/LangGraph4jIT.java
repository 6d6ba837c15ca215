package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("LangGraph4j, without configuration")
class LangGraph4jIT {

    static List<String> versions() throws IOException {
        return Run.versions("langgraph4j");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("a graph's runs are spans by thread, its checkpoints beneath")
    void counter(String version) throws Exception {
        Trace trace = Run.of("langgraph4j", "Counter").with(version).trace();
        assertThat(trace.out()).contains("count 2", "kept true", "last 2", "bob false", "nobody false", "again 2");
        assertThat(trace.tree("memory.namespace", "gen_ai.conversation.id", "memory.found"))
                .containsExactly(
                        "invoke_agent alice",
                        "  engram.memory.retrieve checkpoints alice false",
                        "  engram.memory.store checkpoints alice",
                        "  engram.memory.store checkpoints alice",
                        "  engram.memory.store checkpoints alice",
                        "engram.memory.retrieve checkpoints alice true",
                        "engram.memory.retrieve checkpoints alice true",
                        "engram.memory.retrieve checkpoints bob false",
                        "engram.memory.retrieve checkpoints $default false",
                        "engram.memory.delete checkpoints alice",
                        "invoke_agent $default",
                        "  engram.memory.retrieve checkpoints $default false",
                        "  engram.memory.store checkpoints $default",
                        "  engram.memory.store checkpoints $default",
                        "  engram.memory.store checkpoints $default");
        assertThat(trace.tree("memory.key")).contains("  engram.memory.store alice");
        assertThat(trace.counted()).isEqualTo(Map.of("store", 6L, "retrieve", 6L, "delete", 1L));
    }

    @Test
    @DisplayName("a graph's run is one span, by the graph's name, however it is invoked")
    void graph() throws Exception {
        Trace trace =
                Run.of("langgraph4j", "Graph").with(Run.newest("langgraph4j")).trace();
        assertThat(trace.out().lines().filter(line -> line.equals("invoked true")))
                .hasSize(3);
        assertThat(trace.tree("gen_ai.operation.name", "gen_ai.conversation.id"))
                .filteredOn(line -> !line.contains("memory"))
                .containsExactly(
                        "invoke_agent greeter invoke_agent alice",
                        "invoke_agent greeter invoke_agent alice",
                        "invoke_agent greeter invoke_agent alice");
        assertThat(trace.tree()).filteredOn(line -> line.startsWith("engram.")).isEmpty();
    }
}
