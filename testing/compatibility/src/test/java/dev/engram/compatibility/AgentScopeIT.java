package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.telemetry.Otlp;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("AgentScope, without configuration")
@Tag("full")
class AgentScopeIT {

    private static final List<String> KEPT = List.of(
            "engram.memory.store state step",
            "engram.memory.store state steps",
            "engram.memory.retrieve state step true",
            "engram.memory.retrieve state none false",
            "engram.memory.retrieve state steps true",
            "engram.memory.delete state step",
            "engram.memory.delete state s-1");

    static List<String> versions() throws IOException {
        return Run.versions("agentscope");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("an agent's short memory and its long one are spans, the long one's from subscription to the end")
    void remembering(String version) throws Exception {
        Trace trace = Run.of("agentscope", "Remembering").with(version).trace();
        assertThat(trace.out()).contains("messages 2", "found Alice likes tea, never true");
        assertThat(trace.tree("memory.namespace", "memory.found"))
                .containsExactly(
                        "engram.memory.store messages",
                        "engram.memory.store messages",
                        "engram.memory.retrieve messages true",
                        "engram.memory.delete messages",
                        "engram.memory.delete messages",
                        "engram.memory.store long-term",
                        "engram.memory.retrieve long-term true");
        assertThat(trace.tree("gen_ai.memory.record.count")).contains("engram.memory.store 2");
        assertThat(trace.counted()).isEqualTo(Map.of("store", 3L, "retrieve", 2L, "delete", 2L));
    }

    @Test
    @DisplayName("kept state is spans by its keys")
    void keptState() throws Exception {
        Trace trace =
                Run.of("agentscope", "KeptState").with(Run.newest("agentscope")).trace();
        assertThat(trace.tree("memory.namespace", "memory.key", "memory.found")).containsExactlyElementsOf(KEPT);
    }

    @Test
    @DisplayName("kept state is spans by its keys before 2.0 as well")
    void keptStateBefore2() throws Exception {
        Trace trace = Run.of("agentscope/before-2", "KeptState")
                .with("io.agentscope:agentscope-core:1.0.9")
                .trace();
        assertThat(trace.tree("memory.namespace", "memory.key", "memory.found"))
                .containsExactlyElementsOf(KEPT.stream()
                        .filter(line -> !line.endsWith("delete state step"))
                        .toList());
    }

    private static Stream<String> turn(String toolCall) {
        return Stream.of("invoke_agent Guide", "  chat small-1", "  execute_tool weather" + toolCall, "  chat small-1");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("a turn is one trace: the agent, and beneath it the model and the tool")
    void turns(String version) throws Exception {
        Trace trace = Run.of("agentscope", "Turns").with(version).trace();
        assertThat(trace.out()).contains("It is \"sunny in Rome\"", "It is \"sunny in Oslo\"");
        assertThat(trace.tree("gen_ai.tool.call.id"))
                .filteredOn(line -> !line.contains("memory"))
                .containsExactlyElementsOf(Stream.of(" call-1", " call-2")
                        .flatMap(AgentScopeIT::turn)
                        .toList());
        assertThat(trace.spans())
                .as("the agent of each span")
                .allMatch(span -> "Guide".equals(Otlp.attributes(span).get("agent.id")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("a turn whose events are streamed is one trace as well, to its end, error or cancellation")
    void streams(String version) throws Exception {
        Trace trace = Run.of("agentscope", "Streams").with(version).trace();
        assertThat(trace.out()).contains("true", "alice: true", "bob: refused", "carol: ");
        assertThat(trace.tree("gen_ai.tool.call.id", "gen_ai.usage.output_tokens"))
                .filteredOn(line -> !line.contains("memory"))
                // The turn may have ended before its cancellation arrives.
                .map(line -> line.equals("invoke_agent Other ERROR") ? "invoke_agent Other" : line)
                .startsWith(
                        "invoke_agent Guide",
                        "  chat small-1",
                        "  execute_tool weather call-1",
                        "  chat small-1 7",
                        "invoke_agent Clerk",
                        "  chat small-2 5",
                        "invoke_agent Clerk ERROR",
                        "  chat small-2 ERROR",
                        // Cancelled after the first part, perhaps before the tokens have come.
                        "invoke_agent Other")
                .hasSize(10);
        assertThat(trace.tree("gen_ai.response.time_to_first_chunk"))
                .as("an answer of several parts")
                .anyMatch(line -> line.matches("  chat small-2 [0-9.E-]+"));
    }

    @Test
    @DisplayName("a turn's session is that of its context")
    void sessions() throws Exception {
        Trace trace = Run.of("agentscope/from-2", "Sessions")
                .with(Run.newest("agentscope"))
                .trace();
        assertThat(trace.tree("gen_ai.conversation.id"))
                .filteredOn(line -> !line.contains("memory"))
                .containsExactlyElementsOf(Stream.of("alice", "bob")
                        .flatMap(guest -> turn("").map(line -> line + " " + guest))
                        .toList());
    }

    @Test
    @DisplayName(
            "the spans that its middleware makes with the application's OpenTelemetry keep their parents and have no second one")
    void ownSpans() throws Exception {
        Trace trace = Run.of("agentscope/traced", "OwnSpans")
                .with(Run.newest("agentscope"))
                .with("io.opentelemetry.instrumentation:opentelemetry-reactor-3.1:2.27.0-alpha")
                .withOpenTelemetry("1.61.0")
                .trace();
        assertThat(trace.out()).contains("It is \"sunny in Rome\"");
        assertThat(trace.isWhole()).as("%s", trace.paths()).isTrue();
        assertThat(trace.paths())
                .filteredOn(line -> !line.contains("memory"))
                .containsExactlyInAnyOrder(
                        "invoke_agent Guide",
                        "invoke_agent Guide > chat small-1",
                        "invoke_agent Guide > execute_tool weather",
                        "invoke_agent Guide > chat small-1");
    }
}
