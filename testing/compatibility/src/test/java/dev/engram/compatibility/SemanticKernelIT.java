package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Semantic Kernel, without configuration")
@Tag("full")
class SemanticKernelIT {

    static List<String> versions() throws IOException {
        return Run.versions("semantic-kernel");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("a collection's calls are spans from subscription to the end, with what came of them")
    void notes(String version) throws Exception {
        Trace trace = Run.of("semantic-kernel", "Notes").with(version).trace();
        assertThat(trace.out())
                .contains("key tea", "keys [milk, nuts]", "tea Alice likes tea, never true", "unknown false")
                .contains("batch 2", "found 2", "shelf 1");
        assertThat(trace.tree("memory.namespace", "memory.key", "memory.found", "memory.limit"))
                .containsExactly(
                        "engram.memory.store notes",
                        "engram.memory.store notes tea",
                        "engram.memory.store notes",
                        "engram.memory.retrieve notes tea true",
                        "engram.memory.retrieve notes coffee false",
                        "engram.memory.retrieve notes true",
                        "engram.memory.search notes 2",
                        "engram.memory.search vectors 2",
                        "engram.memory.delete notes tea",
                        "engram.memory.delete notes",
                        "engram.memory.delete notes");
        assertThat(trace.tree("memory.result_count")).contains("engram.memory.search 2", "engram.memory.search 1");
        assertThat(trace.counted())
                .isEqualTo(Map.of(
                        "create_store",
                        1L,
                        "store",
                        2L,
                        "retrieve",
                        3L,
                        "search",
                        2L,
                        "delete",
                        2L,
                        "delete_store",
                        1L));
        assertThat(trace.tree("gen_ai.operation.name"))
                .startsWith("engram.memory.store create_memory_store", "engram.memory.store upsert_memory")
                .endsWith("engram.memory.delete delete_memory_store");
    }
}
