package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.it.Tier;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Google ADK, without configuration")
class AdkIT {

    static List<String> versions() throws IOException {
        return Run.versions("adk");
    }

    @ParameterizedTest(name = "{0}")
    @Tag("full")
    @MethodSource("versions")
    @DisplayName(
            "what sessions and the memory of them do are spans from subscription to the end, one for each subscriber")
    void support(String version) throws Exception {
        Trace trace = Run.of("adk", "Support").with(version).trace();
        assertThat(trace.out())
                .contains("events 1, never true", "unknown true", "found 1 1", "sessions 1", "listed 1", "made true");
        // Beneath a session without an id lies the overload that makes it, in versions that have one more.
        List<String> roots = trace.tree("memory.namespace", "memory.key", "memory.found", "user.id").stream()
                .filter(line -> !line.startsWith("  "))
                .toList();
        assertThat(roots.subList(0, roots.size() - 1))
                .containsExactly(
                        "engram.memory.store support s-1 alice",
                        "engram.memory.store support s-1 alice",
                        "engram.memory.retrieve support s-1 true alice",
                        "engram.memory.retrieve support s-9 false alice",
                        "engram.memory.store support s-1 alice",
                        "engram.memory.search support alice",
                        "engram.memory.search support alice",
                        "engram.memory.search support alice",
                        "engram.memory.retrieve support s-1 true alice",
                        "engram.memory.delete support s-1 alice");
        assertThat(roots.get(roots.size() - 1)).matches("engram\\.memory\\.store support [-0-9a-f]{36} bob");
        assertThat(trace.tree("memory.result_count"))
                .filteredOn(line -> line.equals("engram.memory.search 1"))
                .hasSize(3);
        assertThat(trace.counted()).isEqualTo(Map.of("store", 4L, "retrieve", 3L, "search", 3L, "delete", 1L));
    }

    @Test
    @DisplayName("a session that is named by its key is one span, however many overloads lie beneath")
    void keys() throws Exception {
        Trace trace = Run.of("adk", "Keys").with(Run.newest("adk")).trace();
        assertThat(trace.out()).contains("plan premium", "events 0");
        assertThat(trace.tree("memory.namespace", "memory.key", "memory.found", "user.id"))
                .containsExactly(
                        "engram.memory.store support s-1 alice",
                        "engram.memory.retrieve support s-1 true alice",
                        "engram.memory.delete support s-1 alice");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("a turn is one trace: the agent, and beneath it its session, the model and the tool")
    void turns(String version) throws Exception {
        Trace trace = Run.of("adk", "Turns").with(version).trace();
        assertThat(trace.out()).contains("clerk: It is noon.");
        assertThat(trace.tree("gen_ai.conversation.id"))
                .filteredOn(line -> !line.startsWith("  "))
                .as("one trace a turn, after the session was made")
                .containsExactly("engram.memory.store s-1", "invoke_agent clerk s-1", "invoke_agent clerk s-1");
        assertThat(trace.tree(
                        "gen_ai.response.model", "gen_ai.response.time_to_first_chunk", "gen_ai.usage.output_tokens"))
                .as("an answer of one part is no stream")
                .filteredOn(line -> line.contains("chat "))
                .hasSize(4)
                .containsOnly("  chat small-1 small-1-2026 7");
        assertThat(trace.tree("gen_ai.operation.name"))
                .filteredOn(line -> !line.contains("memory"))
                .containsExactly(
                        "invoke_agent clerk invoke_agent",
                        "  chat small-1 chat",
                        "  execute_tool time execute_tool",
                        "  chat small-1 chat",
                        "invoke_agent clerk invoke_agent",
                        "  chat small-1 chat",
                        "  execute_tool time execute_tool",
                        "  chat small-1 chat");
        assertThat(trace.spans())
                .as("nothing of messages and results")
                .noneMatch(span ->
                        span.toString().contains("What time") || span.toString().contains("noon"));
    }

    @Test
    @DisplayName("a turn that is streamed is one trace until its stream has ended, failed or was cancelled")
    void streams() throws Exception {
        Trace trace = Run.of("adk", "Streams").with(Run.newest("adk")).trace();
        assertThat(trace.out()).contains("alice: It is noon", "bob: refused", "carol: It ");
        List<String> tree = trace.tree("gen_ai.conversation.id", "gen_ai.usage.output_tokens");
        assertThat(tree)
                .filteredOn(line -> !line.startsWith("  "))
                .as("one trace a turn, after each session was made")
                .containsExactly(
                        "engram.memory.store alice",
                        "invoke_agent clerk alice",
                        "engram.memory.store bob",
                        "invoke_agent clerk bob ERROR",
                        "engram.memory.store carol",
                        "invoke_agent clerk carol");
        assertThat(tree.stream().filter(line -> line.startsWith(" ") && !line.contains("memory")))
                .extracting(String::strip)
                .startsWith(
                        "chat small-1 alice 7",
                        "execute_tool time alice",
                        "chat small-1 alice 7",
                        "chat small-1 bob ERROR",
                        "chat small-1 carol 7",
                        "execute_tool time carol")
                // Cancelled after the first part, perhaps before the tokens have come.
                .hasSize(7);
        assertThat(trace.tree("gen_ai.response.time_to_first_chunk"))
                .as("what is streamed in several parts")
                .filteredOn(line -> line.matches(" +chat small-1 [0-9.E-]+"))
                .hasSizeBetween(1, 2);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("an agent without a runner's turn is the turn itself")
    void agents(String version) throws Exception {
        Trace trace = Run.of("adk", "Turns")
                .with(version)
                .environment("ENGRAM_PACKS_OFF", "adk.runner.run")
                .trace();
        assertThat(trace.tree("gen_ai.conversation.id"))
                .filteredOn(line -> line.startsWith("invoke_agent"))
                .containsExactly("invoke_agent clerk s-1", "invoke_agent clerk s-1");
    }

    private static List<String> modes() {
        return Tier.of(List.of("parent", "both"));
    }

    @ParameterizedTest(name = "ENGRAM_OPENTELEMETRY={0}")
    @MethodSource("modes")
    @DisplayName(
            "the spans that ADK makes with the application's OpenTelemetry keep their parents, have the memory, and no second one")
    void ownSpans(String mode) throws Exception {
        Trace trace = Run.of("adk/traced", "OwnSpans")
                .with(Run.newest("adk"))
                .withOpenTelemetry("1.51.0")
                .environment("ENGRAM_OPENTELEMETRY", mode)
                .trace();
        assertThat(trace.out()).contains("3 notes");
        assertThat(trace.isWhole()).as("%s", trace.paths()).isTrue();
        assertThat(trace.paths())
                .filteredOn(line -> !line.contains("engram.memory"))
                .containsExactlyInAnyOrder(
                        "agent alone",
                        "agent alone > invoke_agent plain",
                        "agent of a runner",
                        "agent of a runner > invocation",
                        "agent of a runner > invocation > invoke_agent plain",
                        "tool",
                        "tool > invocation",
                        "tool > invocation > invoke_agent clerk",
                        "tool > invocation > invoke_agent clerk > call_llm",
                        "tool > invocation > invoke_agent clerk > call_llm > execute_tool time",
                        "tool > invocation > invoke_agent clerk > call_llm",
                        "agent of an agent",
                        "agent of an agent > invocation",
                        "agent of an agent > invocation > invoke_agent first",
                        "agent of an agent > invocation > invoke_agent first > call_llm",
                        "agent of an agent > invocation > invoke_agent first > call_llm > execute_tool transfer_to_agent",
                        "agent of an agent > invocation > invoke_agent first > invoke_agent second",
                        "agent of an agent > invocation > invoke_agent first > invoke_agent second > call_llm");
        assertThat(trace.paths("memory.key", "agent.id", "gen_ai.conversation.id"))
                .contains(
                        "agent alone > invoke_agent plain > engram.memory.store in-agent plain s-alone",
                        "agent of a runner > invocation > engram.memory.retrieve s-plain plain s-plain",
                        "agent of a runner > invocation > invoke_agent plain > engram.memory.store in-agent plain s-plain",
                        "tool > invocation > invoke_agent clerk > call_llm > engram.memory.store in-model clerk s-clerk",
                        "tool > invocation > invoke_agent clerk > call_llm > engram.memory.store in-tool clerk s-clerk",
                        "agent of an agent > invocation > invoke_agent first > invoke_agent second > call_llm"
                                + " > engram.memory.store in-model second s-first");
    }

    @Test
    @Tag("full")
    @DisplayName("with OpenTelemetry on the class path, and nobody who records, the spans are Engram's")
    void turnsWithOpenTelemetry() throws Exception {
        Trace trace = Run.of("adk", "Turns")
                .with(Run.newest("adk"))
                .with("io.opentelemetry:opentelemetry-sdk-extension-autoconfigure:1.51.0")
                .trace();
        assertThat(trace.tree())
                .filteredOn(line -> line.startsWith("invoke_agent"))
                .hasSize(2);
    }
}
