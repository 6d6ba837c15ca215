package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Anthropic's SDK, without configuration")
class AnthropicIT {

    private static final String CHAT = "chat small-1 anthropic msg_1 small-1-2026 [end_turn] 10 7 4 3";

    /** Of a stream that its reader closes, nothing but the model is known. */
    private static final String READ = "chat small-1 anthropic";

    static List<String> versions() throws IOException {
        return Run.versions("anthropic");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("each answer of a model is a client span with its tokens, at once, later or part by part")
    void messages(String version) throws Exception {
        Trace trace = Run.of("anthropic", "Messages").with(version).trace();
        assertThat(trace.out())
                .contains("answered 1", "later 1", "beta 1", "beta later 1", "refused 400", "parts 6", "beta parts 2")
                .contains("parts later 6", "beta ended [well true]", "failed true");
        assertThat(trace.tree(
                        "gen_ai.provider.name",
                        "gen_ai.response.id",
                        "gen_ai.response.model",
                        "gen_ai.response.finish_reasons",
                        "gen_ai.usage.input_tokens",
                        "gen_ai.usage.output_tokens",
                        "gen_ai.usage.cache_creation.input_tokens",
                        "gen_ai.usage.cache_read.input_tokens"))
                .containsExactly(
                        CHAT,
                        CHAT,
                        CHAT,
                        CHAT,
                        "chat small-1 anthropic ERROR",
                        READ,
                        READ,
                        CHAT,
                        CHAT,
                        "chat small-1 anthropic ERROR");
        assertThat(trace.paths("gen_ai.response.time_to_first_chunk"))
                .filteredOn(line -> line.matches("chat small-1 \\d.*"))
                .hasSize(2);
        assertThat(trace.spans())
                .allMatch(span -> span.getKind() == Span.SpanKind.SPAN_KIND_CLIENT)
                .as("nothing of questions and answers")
                .noneMatch(span ->
                        span.toString().contains("Rome") || span.toString().contains("weather"));
    }

    @Test
    @DisplayName(
            "a model's commands to the memory tool are memory operations by the path of the file, its other tools are spans")
    void memoryTool() throws Exception {
        Trace trace =
                Run.of("anthropic", "MemoryTool").with(Run.newest("anthropic")).trace();
        assertThat(trace.out()).contains("answers 9 left 0");
        assertThat(trace.tree("gen_ai.operation.name", "memory.namespace", "memory.key"))
                .filteredOn(line -> !line.startsWith("chat"))
                .containsExactly(
                        "execute_tool weather execute_tool",
                        "engram.memory.retrieve get_memory memory-tool /memories/teas.txt",
                        "engram.memory.store upsert_memory memory-tool /memories/teas.txt",
                        "engram.memory.store update_memory memory-tool /memories/teas.txt",
                        "engram.memory.store update_memory memory-tool /memories/teas.txt",
                        "engram.memory.retrieve get_memory memory-tool /memories/teas.txt",
                        "engram.memory.store update_memory memory-tool /memories/drinks.txt",
                        "engram.memory.delete delete_memory memory-tool /memories/drinks.txt");
        assertThat(trace.spans())
                .as("nothing of files, arguments and results")
                .noneMatch(span -> span.toString().matches("(?s).*(Alice|milk|Rome|sunny).*"));
    }

    private static final List<String> STORE = List.of(
            "engram.memory.store create_memory_store memstore_1",
            "engram.memory.store create_memory memstore_1 mem_1",
            "engram.memory.retrieve get_memory memstore_1 mem_1 true",
            "engram.memory.store update_memory memstore_1 mem_1",
            "engram.memory.search search_memory memstore_1 2",
            "engram.memory.search search_memory memstore_1 1",
            "engram.memory.retrieve get_memory memstore_1 memver_1 true",
            "engram.memory.delete delete_memory memstore_1 memver_1",
            "engram.memory.delete delete_memory memstore_1 mem_1");

    @Test
    @DisplayName("memories of a store and their versions are memory operations by id, at once and later")
    void memoryStores() throws Exception {
        Trace trace =
                Run.of("anthropic", "Memories").with(Run.newest("anthropic")).trace();
        assertThat(trace.out()).contains("stored mem_1", "listed 2", "versions 1", "gone");
        assertThat(trace.tree(
                        "gen_ai.operation.name", "memory.store", "memory.key", "memory.found", "memory.result_count"))
                .containsExactlyElementsOf(Stream.of(
                                STORE,
                                List.of(
                                        "engram.memory.retrieve get_memory memstore_1 gone ERROR",
                                        "engram.memory.delete delete_memory_store memstore_1"),
                                STORE,
                                List.of("engram.memory.delete delete_memory_store memstore_1"))
                        .flatMap(List::stream)
                        .toList());
        assertThat(trace.tree("gen_ai.provider.name")).allMatch(line -> line.matches(".* anthropic( ERROR)?"));
        assertThat(trace.spans())
                .allMatch(span -> span.getKind() == Span.SpanKind.SPAN_KIND_CLIENT)
                .as("nothing of memories")
                .noneMatch(span -> span.toString().contains("tea"));
    }
}
