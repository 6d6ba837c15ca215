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

@DisplayName("OpenAI's SDK, without configuration")
class OpenAiIT {

    private static final String CHAT = "chat small-1 openai chat_1 small-1-2026 [stop] 10 7 3 2";
    private static final String RESPONSE = "chat small-1 openai resp_1 small-1-2026 [completed] 10 7 3 2";

    /** Of a stream that its reader closes, nothing but the model is known. */
    private static final String READ = "chat small-1 openai";

    static List<String> versions() throws IOException {
        return Run.versions("openai");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("each chat completion and response is a client span with its tokens, at once, later or part by part")
    void models(String version) throws Exception {
        Trace trace = Run.of("openai", "Models").with(version).trace();
        assertThat(trace.out())
                .contains("chat 1", "chat later 1", "response 1", "response later 1", "refused 400")
                .contains("chat parts 3", "response parts 2", "chat parts later 3", "response ended well true")
                .contains("failed true");
        assertThat(trace.tree(
                        "gen_ai.provider.name",
                        "gen_ai.response.id",
                        "gen_ai.response.model",
                        "gen_ai.response.finish_reasons",
                        "gen_ai.usage.input_tokens",
                        "gen_ai.usage.output_tokens",
                        "gen_ai.usage.cache_read.input_tokens",
                        "gen_ai.usage.reasoning.output_tokens"))
                .containsExactly(
                        CHAT,
                        CHAT,
                        RESPONSE,
                        RESPONSE,
                        "chat small-1 openai ERROR",
                        READ,
                        READ,
                        CHAT,
                        RESPONSE,
                        "chat small-1 openai ERROR");
        assertThat(trace.paths("gen_ai.response.time_to_first_chunk"))
                .filteredOn(line -> line.matches("chat small-1 \\d.*"))
                .hasSize(2);
        assertThat(trace.spans())
                .allMatch(span -> span.getKind() == Span.SpanKind.SPAN_KIND_CLIENT)
                .as("nothing of questions and answers")
                .noneMatch(span ->
                        span.toString().contains("Rome") || span.toString().contains("weather"));
    }

    /** What is done to a conversation, without the item that is not there. */
    private static final List<String> CONVERSATION = List.of(
            "engram.memory.store create_memory conv_1 conv_1 1",
            "engram.memory.retrieve get_memory conv_1 conv_1 true",
            "engram.memory.store update_memory conv_1 conv_1",
            "engram.memory.store create_memory conv_1 conv_1 2",
            "engram.memory.retrieve get_memory conv_1 conv_1 true 2",
            "engram.memory.retrieve get_memory conv_1 msg_1 true");

    private static final List<String> DELETED = List.of(
            "engram.memory.delete delete_memory conv_1 msg_1", "engram.memory.delete delete_memory conv_1 conv_1");

    private static final List<String> KNOWLEDGE = List.of(
            "engram.memory.store create_memory_store vs_1",
            "engram.memory.store create_memory vs_1 file_1",
            "engram.memory.search search_memory vs_1 1 0.75",
            "engram.memory.retrieve get_memory vs_1 file_1 true 1",
            "engram.memory.delete delete_memory vs_1 file_1",
            "engram.memory.delete delete_memory_store vs_1");

    @Test
    @DisplayName("conversations and their items are memory by id, at once and later; a response is of its conversation")
    void conversations() throws Exception {
        Trace trace =
                Run.of("openai", "Conversations").with(Run.newest("openai")).trace();
        assertThat(trace.out()).contains("added 2", "said 2", "gone");
        assertThat(trace.tree(
                        "gen_ai.operation.name",
                        "gen_ai.conversation.id",
                        "memory.key",
                        "memory.found",
                        "memory.result_count"))
                .containsExactlyElementsOf(Stream.of(
                                CONVERSATION,
                                List.of("engram.memory.retrieve get_memory conv_1 gone ERROR"),
                                DELETED,
                                CONVERSATION,
                                DELETED,
                                List.of("chat small-1 chat conv_1"))
                        .flatMap(List::stream)
                        .toList());
        assertIsSilent(trace);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("vector stores and their files are memory by id, at once and later; a search has ids and scores")
    void knowledge(String version) throws Exception {
        Trace trace = Run.of("openai", "Knowledge").with(version).trace();
        assertThat(trace.out()).contains("found 1", "content 1");
        assertThat(trace.tree(
                        "gen_ai.operation.name",
                        "memory.store",
                        "memory.key",
                        "memory.found",
                        "memory.result_count",
                        "memory.score"))
                .containsExactlyElementsOf(
                        Stream.of(KNOWLEDGE, KNOWLEDGE).flatMap(List::stream).toList());
        assertThat(trace.tree("gen_ai.memory.records"))
                .filteredOn(line -> line.equals("engram.memory.search [{\"id\":\"file_1\",\"score\":0.75}]"))
                .hasSize(2);
        assertIsSilent(trace);
    }

    private static void assertIsSilent(Trace trace) {
        assertThat(trace.tree("gen_ai.provider.name")).allMatch(line -> line.matches(".* openai( ERROR)?"));
        assertThat(trace.spans())
                .allMatch(span -> span.getKind() == Span.SpanKind.SPAN_KIND_CLIENT)
                .as("nothing of messages, queries and files")
                .noneMatch(span -> span.toString().matches("(?s).*(Alice|tea|drinks).*"));
    }
}
