package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Spring AI, without configuration")
class SpringAiIT {

    static List<String> versions() throws IOException {
        return Run.versions("spring-ai");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("a chat memory's windows are spans by conversation, what they do to their repository beneath them")
    void conversation(String version) throws Exception {
        Trace trace = Run.of("spring-ai", "Conversation").with(version).trace();
        assertThat(trace.out()).contains("alice has 2", "bob has 0", "conversations 1", "left 0", "refused");
        assertThat(trace.tree("memory.namespace", "memory.key", "memory.found", "error.type"))
                .containsExactly(
                        "engram.memory.store chat alice",
                        "  engram.memory.retrieve chat alice false",
                        "  engram.memory.store chat alice",
                        "engram.memory.store chat alice",
                        "  engram.memory.retrieve chat alice true",
                        "  engram.memory.store chat alice",
                        "engram.memory.retrieve chat alice true",
                        "engram.memory.retrieve chat bob false",
                        "engram.memory.search chat",
                        "engram.memory.delete chat alice",
                        "engram.memory.retrieve chat alice false",
                        "engram.memory.store chat  java.lang.IllegalArgumentException ERROR");
        assertThat(trace.tree("memory.result_count")).contains("engram.memory.search 1");
        assertThat(trace.counted()).isEqualTo(Map.of("store", 3L, "retrieve", 3L, "search", 1L, "delete", 1L));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("a repository that is used by itself is recorded as well")
    void repository(String version) throws Exception {
        Trace trace = Run.of("spring-ai", "Repository").with(version).trace();
        assertThat(trace.tree("memory.namespace", "memory.key", "memory.found"))
                .containsExactly(
                        "engram.memory.store chat alice",
                        "engram.memory.retrieve chat alice true",
                        "engram.memory.search chat",
                        "engram.memory.delete chat alice");
        assertThat(trace.counted()).isEqualTo(Map.of("store", 1L, "retrieve", 1L, "search", 1L, "delete", 1L));
    }

    @Test
    @DisplayName(
            "a repository that deletes and inserts to store a window has stored it: one store counts, and no delete")
    void deleteThenInsert() throws Exception {
        Trace trace = Run.of("spring-ai/on-jdbc", "JdbcConversation")
                .with("org.springframework.ai:spring-ai-model-chat-memory-repository-jdbc:2.0.0")
                .with("com.h2database:h2:2.5.252")
                .trace();
        assertThat(trace.out()).contains("alice has 2");
        assertThat(trace.tree("memory.key", "memory.found", "memory.window", "memory.result_count"))
                .containsExactly(
                        "engram.memory.store alice",
                        "  engram.memory.retrieve alice false messages 0",
                        "  engram.memory.store alice messages 1",
                        "    engram.memory.delete alice",
                        "engram.memory.store alice",
                        "  engram.memory.retrieve alice true messages 1",
                        "  engram.memory.store alice messages 2",
                        "    engram.memory.delete alice",
                        "engram.memory.retrieve alice true messages 2");
        assertThat(trace.counted()).isEqualTo(Map.of("store", 2L, "retrieve", 1L));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("a vector store's calls are one span each, however they are written")
    void knowledge(String version) throws Exception {
        Trace trace = Run.of("spring-ai", "Knowledge").with(version).trace();
        boolean forgets = !version.endsWith(":1.0.4");
        assertThat(trace.out()).contains("found 2", "asked 4", "none 0", forgets ? "left 0" : "not forgotten");
        String forgotten = forgets ? "" : " java.lang.UnsupportedOperationException ERROR";
        assertThat(trace.tree("memory.namespace", "memory.limit", "error.type"))
                .containsExactly(
                        "engram.memory.store documents",
                        "engram.memory.store documents",
                        "engram.memory.search documents 2",
                        "engram.memory.search documents 4",
                        "engram.memory.search documents 4",
                        "engram.memory.delete documents",
                        "engram.memory.delete documents" + forgotten,
                        "engram.memory.delete documents" + forgotten,
                        "engram.memory.search documents 4");
        assertThat(trace.tree("memory.result_count"))
                .filteredOn(line -> line.startsWith("engram.memory.search"))
                .containsExactly(
                        "engram.memory.search 2",
                        "engram.memory.search 4",
                        "engram.memory.search 0",
                        "engram.memory.search " + (forgets ? 0 : 2));
        assertThat(trace.tree("gen_ai.memory.record.count"))
                .contains("engram.memory.store 3", "engram.memory.store 1", "engram.memory.delete 2");
        assertThat(trace.counted()).isEqualTo(Map.of("store", 2L, "search", 4L, "delete", 3L));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {"org.springframework.ai:spring-ai-model:2.0.1", "org.springframework.ai:spring-ai-model:1.1.8"})
    @DisplayName("a retriever that is no vector store is recorded as well, since 1.1")
    void retriever(String version) throws Exception {
        Trace trace = Run.of("spring-ai/from-1.1", "Retrieving").with(version).trace();
        assertThat(trace.out()).contains("found 1");
        assertThat(trace.tree("memory.namespace", "memory.limit", "memory.result_count"))
                .containsExactly("engram.memory.search documents 3 1");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("conversations, stores and top scores are said, the texts of queries only where content is asked for")
    void whatIsSaid(String version) throws Exception {
        assertThat(Run.of("spring-ai", "Conversation").with(version).trace().tree("gen_ai.conversation.id"))
                .startsWith("engram.memory.store alice", "  engram.memory.retrieve alice")
                .contains("engram.memory.retrieve bob");
        Trace silent = Run.of("spring-ai", "Knowledge").with(version).trace();
        assertThat(silent.tree("gen_ai.memory.store.id", "memory.score", "gen_ai.memory.query.text"))
                .contains("engram.memory.store SimpleVectorStore", "engram.memory.search SimpleVectorStore")
                .anyMatch(line -> line.matches("engram\\.memory\\.search SimpleVectorStore [01]\\.\\d+"));
        Trace open = Run.of("spring-ai", "Knowledge")
                .with(version)
                .environment("ENGRAM_CAPTURE_CONTENT", "true")
                .trace();
        assertThat(open.tree("gen_ai.memory.query.text"))
                .contains("engram.memory.search Alice likes tea", "engram.memory.search Who drinks milk?");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("messages count in the metrics of sessions, searches in those of deep memory")
    void layers(String version) throws Exception {
        Trace turns = Run.of("spring-ai", "Turns").with(version).trace();
        assertThat(turns.sums("memory.layer1.session.messages")).isEqualTo(Map.of(List.of(), 8L));
        Trace knowledge = Run.of("spring-ai", "Knowledge").with(version).trace();
        assertThat(knowledge.sums("memory.layer3.deep.queries").values())
                .containsExactly(knowledge.counted().get("search"));
    }

    private static List<String> turn(String guest, int tokens) {
        return List.of(
                "invoke_agent " + guest,
                "  engram.memory.retrieve " + guest,
                "  engram.memory.store " + guest,
                "    engram.memory.retrieve " + guest,
                "    engram.memory.store " + guest,
                "  chat small-1 " + guest + " small-1-2026 " + tokens + " 7",
                "    execute_tool time " + guest,
                "  engram.memory.store " + guest,
                "    engram.memory.retrieve " + guest,
                "    engram.memory.store " + guest);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName(
            "a chat client's turn is one trace: the turn, and beneath it the memory, the model with its tokens, and the tool")
    void turns(String version) throws Exception {
        Trace trace = Run.of("spring-ai", "Turns").with(version).trace();
        assertThat(trace.out()).contains("alice: It is \"noon\"", "bob: It is \"noon\"");
        assertThat(trace.tree(
                        "gen_ai.conversation.id",
                        "gen_ai.response.model",
                        "gen_ai.usage.input_tokens",
                        "gen_ai.usage.output_tokens"))
                .containsExactlyElementsOf(
                        Stream.of(turn("alice", 10), turn("alice", 30), turn("bob", 10), turn("bob", 30))
                                .flatMap(List::stream)
                                .toList());
        assertThat(trace.tree("gen_ai.operation.name"))
                .contains("invoke_agent invoke_agent", "  chat small-1 chat", "    execute_tool time execute_tool");
        assertThat(trace.counted()).isEqualTo(Map.of("store", 8L, "retrieve", 4L));
        assertThat(trace.spans())
                .as("nothing of messages and results")
                .noneMatch(span ->
                        span.toString().contains("What time") || span.toString().contains("noon"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("a turn whose answer is streamed is one trace as well, which ends when the stream does")
    void streams(String version) throws Exception {
        Trace trace = Run.of("spring-ai", "Streams").with(version).trace();
        assertThat(trace.out()).contains("alice: [It , is , noon]", "alice has 2", "bob has 2");
        assertThat(trace.tree("gen_ai.conversation.id"))
                .containsExactlyElementsOf(Stream.of("alice", "bob")
                        .flatMap(guest -> Stream.of(
                                "invoke_agent " + guest,
                                "  engram.memory.retrieve " + guest,
                                "  engram.memory.store " + guest,
                                "    engram.memory.retrieve " + guest,
                                "    engram.memory.store " + guest,
                                "  chat small-1 " + guest,
                                "  engram.memory.store " + guest,
                                "    engram.memory.retrieve " + guest,
                                "    engram.memory.store " + guest,
                                "engram.memory.retrieve " + guest))
                        .toList());
    }

    @Test
    @DisplayName("makes spans of its own with a tracer of Micrometer, which Engram adds none to")
    void turnsWithTracer() throws Exception {
        Trace trace = Run.of("spring-ai", "Turns")
                .with(Run.newest("spring-ai"))
                .with("io.micrometer:micrometer-tracing:1.5.5")
                .trace();
        assertThat(trace.tree()).isNotEmpty().allMatch(line -> line.contains("engram.memory."));
    }
}
