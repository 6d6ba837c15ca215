package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Spring AI Alibaba, without configuration")
@Tag("full")
class SpringAiAlibabaIT {

    static List<String> versions() throws IOException {
        return Run.versions("spring-ai-alibaba");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("a store's items are spans by key, in the first name of their namespace")
    void longTerm(String version) throws Exception {
        Trace trace = Run.of("spring-ai-alibaba", "LongTerm").with(version).trace();
        assertThat(trace.out()).contains("alice {allergy=nuts}", "unknown false", "found 1", "deleted true", "left 0");
        assertThat(trace.tree(
                        "memory.namespace",
                        "spring-ai-alibaba.namespace",
                        "memory.key",
                        "memory.found",
                        "memory.limit"))
                .containsExactly(
                        "engram.memory.store users [users, alice] diet",
                        "engram.memory.store users [users, bob] drink",
                        "engram.memory.retrieve users [users, alice] diet true",
                        "engram.memory.retrieve users [users, carol] diet false",
                        "engram.memory.search users [users] 5",
                        "engram.memory.search users [users] 1000",
                        "engram.memory.delete users [users, bob] drink",
                        "engram.memory.delete default");
        assertThat(trace.tree("memory.result_count")).contains("engram.memory.search 1", "engram.memory.search 3");
        assertThat(trace.counted()).isEqualTo(Map.of("store", 2L, "retrieve", 2L, "search", 2L, "delete", 2L));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("a graph's checkpoints are spans by thread")
    void counter(String version) throws Exception {
        Trace trace = Run.of("spring-ai-alibaba", "Counter").with(version).trace();
        assertThat(trace.out()).contains("kept 2", "last 2", "bob false", "nobody false");
        assertThat(trace.tree("memory.namespace", "memory.key", "memory.found"))
                .containsExactly(
                        "engram.memory.store checkpoints alice",
                        "engram.memory.store checkpoints alice",
                        "engram.memory.retrieve checkpoints alice true",
                        "engram.memory.retrieve checkpoints alice true",
                        "engram.memory.retrieve checkpoints bob false",
                        "engram.memory.retrieve checkpoints $default false",
                        "engram.memory.delete checkpoints alice");
        assertThat(trace.counted()).isEqualTo(Map.of("store", 2L, "retrieve", 4L, "delete", 1L));
    }

    @Test
    @DisplayName("checkpoints dropped as before 1.1 are a delete")
    void cleared() throws Exception {
        Trace trace = Run.of("spring-ai-alibaba/before-1.1", "Cleared")
                .with("com.alibaba.cloud.ai:spring-ai-alibaba-graph-core:1.0.0.4")
                .trace();
        assertThat(trace.tree("memory.namespace", "memory.key"))
                .containsExactly("engram.memory.delete checkpoints alice");
    }
}
