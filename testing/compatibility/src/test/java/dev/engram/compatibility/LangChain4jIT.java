package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("LangChain4j, without configuration")
class LangChain4jIT {

    private static final List<String> KNOWN = List.of(
            "engram.memory.store embeddings",
            "engram.memory.store embeddings",
            "engram.memory.store embeddings",
            "engram.memory.search embeddings 2 2",
            "engram.memory.delete embeddings",
            "  engram.memory.delete embeddings",
            "engram.memory.search contents 3",
            "  engram.memory.search embeddings 3 3",
            "engram.memory.delete embeddings",
            "engram.memory.delete embeddings",
            "engram.memory.delete embeddings",
            "engram.memory.store embeddings",
            "engram.memory.store embeddings");

    static List<String> versions() throws IOException {
        return Run.versions("langchain4j");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName(
            "a chat memory's operations are spans by conversation, those of its store beneath, and each counts once")
    void conversation(String version) throws Exception {
        Trace trace = Run.of("langchain4j", "Conversation").with(version).trace();
        assertThat(trace.out()).contains("alice has 2", "bob has 0", "left 0");
        assertThat(trace.tree("memory.namespace", "memory.key", "memory.found", "memory.window", "memory.result_count"))
                .containsExactly(
                        "engram.memory.store chat alice",
                        "  engram.memory.retrieve chat alice false messages 0",
                        "  engram.memory.store chat alice messages 1",
                        "engram.memory.store chat alice",
                        "  engram.memory.retrieve chat alice true messages 1",
                        "  engram.memory.store chat alice messages 2",
                        "engram.memory.retrieve chat alice true messages 2",
                        "engram.memory.retrieve chat bob false messages 0",
                        "engram.memory.delete chat alice",
                        "engram.memory.retrieve chat alice false messages 0",
                        "engram.memory.store chat carol messages 1",
                        "engram.memory.delete chat carol");
        assertThat(trace.counted()).isEqualTo(Map.of("store", 3L, "retrieve", 3L, "delete", 2L));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("chat memories count in the metrics of sessions, embedding stores in those of deep memory")
    void layers(String version) throws Exception {
        Trace conversation = Run.of("langchain4j", "Conversation").with(version).trace();
        // Two messages of Alice, and the window of Carol with one.
        assertThat(conversation.sums("memory.layer1.session.messages")).isEqualTo(Map.of(List.of(), 3L));
        assertThat(conversation.tree("memory.layer")).allMatch(line -> line.endsWith(" 1"));
        Trace knowledge = Run.of("langchain4j", "Knowledge").with(version).trace();
        assertThat(knowledge.sums("memory.layer3.deep.queries")).isEqualTo(Map.of(List.of("None"), 2L));
        assertThat(knowledge.tree("memory.layer")).allMatch(line -> line.endsWith(" 3"));
    }

    @Test
    @DisplayName("a chat memory store's answers that come later end their spans, found or not")
    void asyncConversation() throws Exception {
        Trace trace = Run.of("langchain4j", "AsyncConversation")
                .with(Run.newest("langchain4j"))
                .trace();
        assertThat(trace.out()).contains("alice has 1", "bob has 1");
        assertThat(trace.tree("memory.namespace", "memory.key", "memory.found"))
                .containsExactly(
                        "engram.memory.store chat alice",
                        "engram.memory.retrieve chat alice true",
                        "engram.memory.delete chat alice",
                        "engram.memory.store chat bob",
                        "  engram.memory.store chat bob",
                        "engram.memory.store chat bob",
                        "  engram.memory.store chat bob",
                        "engram.memory.retrieve chat bob true",
                        "engram.memory.store chat bob",
                        "  engram.memory.store chat bob");
        assertThat(trace.counted()).isEqualTo(Map.of("store", 4L, "retrieve", 2L, "delete", 1L));
    }

    /** What a turn with one use of the tool does, as each message comes to the memory. */
    private static List<String> turn(String guest, int tokens) {
        return List.of(
                "invoke_agent Assistant " + guest,
                "  engram.memory.retrieve " + guest,
                "  engram.memory.store " + guest,
                "    engram.memory.retrieve " + guest,
                "    engram.memory.store " + guest,
                "  chat small-1 " + guest + " small-1-2026 " + tokens + " 7",
                "  engram.memory.store " + guest,
                "    engram.memory.retrieve " + guest,
                "    engram.memory.store " + guest,
                "  execute_tool weather " + guest + " weather call-1",
                "  engram.memory.store " + guest,
                "    engram.memory.retrieve " + guest,
                "    engram.memory.store " + guest,
                "  engram.memory.retrieve " + guest,
                "  chat small-1 " + guest + " small-1-2026 " + (tokens + 20) + " 7",
                "  engram.memory.store " + guest,
                "    engram.memory.retrieve " + guest,
                "    engram.memory.store " + guest);
    }

    private static final String[] OF_TURNS = {
        "gen_ai.conversation.id",
        "gen_ai.response.model",
        "gen_ai.tool.name",
        "gen_ai.tool.call.id",
        "gen_ai.usage.input_tokens",
        "gen_ai.usage.output_tokens"
    };

    @Test
    @DisplayName("a turn is one trace: the agent, and beneath it the memory, the model with its tokens, and the tool")
    void turns() throws Exception {
        Trace trace =
                Run.of("langchain4j", "Turns").with(Run.newest("langchain4j")).trace();
        assertThat(trace.out()).contains("alice: It is sunny in Rome", "bob: It is sunny in Bergen");
        assertThat(trace.tree(OF_TURNS))
                .containsExactlyElementsOf(
                        Stream.of(turn("alice", 10), turn("alice", 50), turn("bob", 10), turn("bob", 50))
                                .flatMap(List::stream)
                                .toList());
        assertThat(trace.tree("gen_ai.operation.name"))
                .contains(
                        "invoke_agent Assistant invoke_agent",
                        "  chat small-1 chat",
                        "  execute_tool weather execute_tool");
        assertThat(trace.counted()).isEqualTo(Map.of("store", 16L, "retrieve", 8L));
        assertThat(trace.spans())
                .as("nothing of messages, arguments and results")
                .noneMatch(span ->
                        span.toString().contains("Rome") || span.toString().contains("sunny"));
    }

    @Test
    @DisplayName(
            "a model's call is one span however it is asked, with what its answer says; a tool that is run by hand too")
    void models() throws Exception {
        Trace trace =
                Run.of("langchain4j", "Models").with(Run.newest("langchain4j")).trace();
        assertThat(trace.tree("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "gen_ai.tool.call.id"))
                .containsExactly(
                        "chat small-1 5 2",
                        "chat small-1 5 2",
                        "chat small-1 5 2",
                        "chat small-1 5 2",
                        "chat 5 2",
                        "chat 5 2",
                        "chat small-1 5 2",
                        "chat small-1 ERROR",
                        "execute_tool echo call-7",
                        "execute_tool echo call-7");
    }

    /** What one message does to a memory. */
    private static List<String> stored(String indent) {
        return List.of(
                indent + "engram.memory.store", indent + "  engram.memory.retrieve", indent + "  engram.memory.store");
    }

    private static List<String> streamed(String guest, String tool) {
        List<String> turn = new ArrayList<>(List.of("invoke_agent Assistant " + guest, "  engram.memory.retrieve"));
        turn.addAll(stored("  "));
        turn.add("  chat small-1 " + guest + " small-1-2026 10 7");
        turn.addAll(stored("  "));
        turn.add("  execute_tool weather " + guest + " weather call-1" + tool);
        turn.addAll(stored("  "));
        turn.add("  engram.memory.retrieve");
        turn.add("  chat small-1 " + guest + " small-1-2026 30 7");
        turn.addAll(stored("  "));
        return turn;
    }

    private static List<String> ended(String guest, String turn, String chat) {
        List<String> lines =
                new ArrayList<>(List.of("invoke_agent Assistant " + guest + turn, "  engram.memory.retrieve"));
        lines.addAll(stored("  "));
        if (!chat.isEmpty()) {
            lines.add("  chat small-1 " + guest + chat.stripTrailing());
        }
        return lines;
    }

    @Test
    @DisplayName(
            "a streamed turn is one trace and lasts as long as the stream, which completes, fails, is cancelled or never begins")
    void streams() throws Exception {
        Trace trace =
                Run.of("langchain4j", "Streams").with(Run.newest("langchain4j")).trace();
        assertThat(trace.out())
                .contains(
                        "alice: It is sunny",
                        "carol: failed InternalServerException",
                        "erin: one cancelled",
                        "ivan: It is sunny",
                        "echo: So it is");
        List<String> tree = trace.tree(OF_TURNS).stream()
                .map(line -> line.contains("memory")
                        ? line.replaceAll(" (alice|bob|carol|dave|erin|grace|heidi|ivan)", "")
                        : line)
                .toList();
        List<List<String>> traces = new ArrayList<>();
        for (String line : tree) {
            if (!line.startsWith(" ")) {
                traces.add(new ArrayList<>());
            }
            traces.get(traces.size() - 1).add(line);
        }
        List<String> alone = new ArrayList<>(List.of("chat small-1 small-1-2026 5 7"));
        alone.addAll(stored("  "));
        alone.add("  chat small-1 small-1-2026 5 7");
        assertThat(traces)
                .containsExactlyInAnyOrder(
                        streamed("alice", ""),
                        streamed("bob", ""),
                        ended("carol", " ERROR", " ERROR"),
                        streamed("dave", " ERROR"),
                        ended("erin", "", " "),
                        streamed("heidi", ""),
                        streamed("ivan", ""),
                        alone,
                        List.of("chat 3 2"),
                        ended("grace", " ERROR", ""));
        assertThat(trace.tree("gen_ai.response.time_to_first_chunk"))
                .filteredOn(line -> line.contains("chat "))
                .filteredOn(line -> !line.endsWith(" ERROR"))
                .hasSize(14)
                .allMatch(line -> line.matches(" *chat( small-1)? [0-9].*"));
        for (Span turn : trace.spans()) {
            assertThat(trace.spans())
                    .filteredOn(each -> turn.getName().startsWith("invoke_agent")
                            && each.getParentSpanId().equals(turn.getSpanId()))
                    .allMatch(each -> each.getEndTimeUnixNano() <= turn.getEndTimeUnixNano());
        }
    }

    @Test
    @DisplayName("a streamed turn is one trace as before 1.0 as well")
    void streamsBefore1() throws Exception {
        Trace trace = Run.of("langchain4j/before-1", "OlderStreams")
                .with("dev.langchain4j:langchain4j-core:0.36.2")
                .trace();
        assertThat(trace.tree("gen_ai.tool.call.id", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"))
                .filteredOn(line -> !line.contains("memory"))
                .containsExactly(
                        "invoke_agent Assistant",
                        "  chat small-0 10 7",
                        "  execute_tool time call-1",
                        "  chat small-0 30 7",
                        "chat small-0 30 7",
                        "chat small-0 30 7");
        assertThat(trace.tree()).filteredOn(line -> line.startsWith("engram")).isEmpty();
    }

    @Test
    @DisplayName("turns, models and tools are spans as before 1.0 as well")
    void turnsBefore1() throws Exception {
        Trace trace = Run.of("langchain4j/before-1", "OlderTurns")
                .with("dev.langchain4j:langchain4j-core:0.36.2")
                .trace();
        assertThat(trace.tree("gen_ai.tool.call.id", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"))
                .filteredOn(line -> !line.contains("memory"))
                .containsExactly(
                        "invoke_agent Assistant",
                        "  chat small-0 10 7",
                        "  execute_tool time call-1",
                        "  chat small-0 30 7",
                        "invoke_agent Assistant",
                        "  chat small-0 50 7",
                        "  execute_tool time call-1",
                        "  chat small-0 70 7",
                        "chat small-0 10 7",
                        "chat small-0 10 7",
                        "chat small-0 10 7");
        assertThat(trace.counted()).isEqualTo(Map.of("store", 8L, "retrieve", 4L));
    }

    @Test
    @DisplayName("turns, models and tools are off by name")
    void turnsOff() throws Exception {
        Trace trace = Run.of("langchain4j", "Turns")
                .with(Run.newest("langchain4j"))
                .environment(
                        "ENGRAM_PACKS_OFF",
                        "langchain4j.agent,langchain4j.model.chat,langchain4j.model.chat-with-options,"
                                + "langchain4j.model.do-chat,langchain4j.tool.execute,langchain4j.tool.execute-with-context")
                .trace();
        assertThat(trace.tree()).isNotEmpty().allMatch(line -> line.contains("engram.memory."));
    }

    @Test
    @DisplayName("searches whose hits come later, or fail later, end their spans then")
    void asyncKnowledge() throws Exception {
        Trace trace = Run.of("langchain4j", "AsyncKnowledge")
                .with(Run.newest("langchain4j"))
                .trace();
        assertThat(trace.out()).contains("found 1", "retrieved 1", "failed Rumours are not kept.");
        assertThat(trace.tree("memory.namespace", "memory.limit", "memory.result_count"))
                .containsExactly(
                        "engram.memory.store embeddings",
                        "engram.memory.search embeddings 5 1",
                        "  engram.memory.search embeddings 5 1",
                        "engram.memory.search contents 1",
                        "engram.memory.search contents 0 ERROR",
                        "engram.memory.store embeddings");
        assertThat(trace.counted()).isEqualTo(Map.of("store", 2L, "search", 3L));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName(
            "an embedding store's additions, searches and removals are spans; a retriever's search is around its store's")
    void knowledge(String version) throws Exception {
        Trace trace = Run.of("langchain4j", "Knowledge").with(version).trace();
        assertThat(trace.out()).contains("found 2", "retrieved 3");
        assertThat(trace.tree("memory.namespace", "memory.limit", "memory.result_count"))
                .containsExactlyElementsOf(KNOWN);
        assertThat(trace.tree("gen_ai.memory.record.count"))
                .contains("engram.memory.store 2", "engram.memory.store 3", "engram.memory.delete 1");
        assertThat(trace.tree("gen_ai.operation.name"))
                .startsWith("engram.memory.store upsert_memory", "engram.memory.store create_memory")
                .contains("engram.memory.search retrieval", "  engram.memory.search search_memory");
        assertThat(trace.tree("memory.pattern", "gen_ai.memory.records"))
                .as("ids and scores, and no words")
                .anyMatch(line ->
                        line.matches("engram\\.memory\\.search vector \\[\\{\"id\":\"[^\"]+\",\"score\":[^,]+}(,.+)?]"))
                .anyMatch(line -> line.matches("engram\\.memory\\.search query:[0-9a-f]{16}"))
                .noneMatch(line -> line.contains("tea") || line.contains("milk"));
    }

    @Test
    @DisplayName("an embedding store is searched as before 1.0 as well")
    void findRelevant() throws Exception {
        Trace trace = Run.of("langchain4j/before-1", "Relevant")
                .with("dev.langchain4j:langchain4j-core:0.36.2")
                .trace();
        assertThat(trace.out()).contains("found 1");
        assertThat(trace.tree("memory.namespace", "memory.limit", "memory.result_count"))
                .containsExactly(
                        "engram.memory.store embeddings",
                        "engram.memory.store embeddings",
                        "engram.memory.search embeddings 5 1",
                        "  engram.memory.search embeddings 5 1");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("conversations and top scores are said, the texts of queries only where content is asked for")
    void whatIsSaid(String version) throws Exception {
        assertThat(Run.of("langchain4j", "Conversation").with(version).trace().tree("gen_ai.conversation.id"))
                .startsWith("engram.memory.store alice", "  engram.memory.retrieve alice")
                .contains("engram.memory.retrieve bob");
        Trace silent = Run.of("langchain4j", "Knowledge").with(version).trace();
        assertThat(silent.tree("gen_ai.memory.query.text", "memory.score"))
                .contains("engram.memory.search", "engram.memory.search 1.0");
        Trace open = Run.of("langchain4j", "Knowledge")
                .with(version)
                .environment("ENGRAM_CAPTURE_CONTENT", "true")
                .trace();
        String query = "engram.memory.search Who likes tea, who milk?";
        assertThat(open.tree("gen_ai.retrieval.query.text")).contains(query);
        assertThat(open.tree("gen_ai.memory.records"))
                .as("content of what was found")
                .anyMatch(line -> line.contains("\"content\":\"Alice likes tea\""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("a user's own rule for a type of the library counts before the pack")
    void ownRule(String version) throws Exception {
        Trace trace =
                Run.of("langchain4j", "Conversation").with(version).rules("""
                        prefix: acme
                        memory:
                          - type: dev.langchain4j.store.memory.chat.ChatMemoryStore
                            method: updateMessages
                            operation: store
                            key: arg0
                            value: arg1
                            namespace: ours
                        """).trace();
        assertThat(trace.tree("memory.namespace", "memory.key"))
                .filteredOn(line -> line.endsWith("acme.memory.store ours alice"))
                .hasSize(2);
        assertThat(trace.out()).contains("alice has 2", "bob has 0", "left 0");
    }
}
