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

@DisplayName("Koog, without configuration")
@Tag("full")
class KoogIT {

    static List<String> versions() throws IOException {
        return Run.versions("koog");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("a chat's history is spans by conversation, whether its functions suspend or not")
    void history(String version) throws Exception {
        Trace trace = Run.of("koog", "History").with(version).trace();
        assertThat(trace.out()).contains("alice 1, carol 0", "bob 1, dora 0");
        assertThat(trace.tree("memory.namespace", "memory.key", "memory.found"))
                .containsExactly(
                        "engram.memory.store chat alice",
                        "engram.memory.retrieve chat alice true",
                        "engram.memory.retrieve chat carol false",
                        "engram.memory.store chat bob",
                        "engram.memory.retrieve chat bob true",
                        "engram.memory.retrieve chat dora false");
        assertThat(trace.counted()).isEqualTo(Map.of("store", 2L, "retrieve", 4L));
    }

    private static Stream<String> turn(String strategy, String guest, String usage) {
        return Stream.of(
                "invoke_agent " + strategy + " guide " + guest,
                "  engram.memory.retrieve guide " + guest,
                "  chat small-1 guide " + guest + usage,
                "  execute_tool weather guide " + guest,
                "  chat small-1 guide " + guest + usage,
                "  engram.memory.store guide " + guest);
    }

    private static void assertTurns(Trace trace, String strategy, String usage) {
        assertThat(trace.out()).contains("It is sunny in Rome", "It is sunny in Oslo");
        assertThat(trace.tree(
                        "agent.id",
                        "gen_ai.conversation.id",
                        "gen_ai.usage.input_tokens",
                        "gen_ai.usage.output_tokens"))
                .containsExactlyElementsOf(Stream.concat(
                                Stream.of("alice", "bob").flatMap(guest -> turn(strategy, guest, usage)),
                                Stream.of("chat small-1" + usage))
                        .toList());
    }

    @Test
    @DisplayName(
            "a turn is one trace, on whatever threads: the agent, and beneath it the history, the model and the tool")
    void turns() throws Exception {
        assertTurns(Run.of("koog", "Turns").with(Run.newest("koog")).trace(), "single_run", " 11 3");
    }

    @Test
    @DisplayName("a turn is one trace before 1.0 as well, but for the tokens")
    void turnsBefore1() throws Exception {
        assertTurns(
                Run.of("koog/before-1", "Turns")
                        .with("ai.koog:agents-features-memory-jvm:0.8.0")
                        .trace(),
                "single_run_sequential",
                "");
    }

    @Test
    @DisplayName("what is streamed is the model's span until it was read, failed or was not wanted any more")
    void streams() throws Exception {
        Trace trace = Run.of("koog", "Streams").with(Run.newest("koog")).trace();
        assertThat(trace.out()).contains("alice: It is sunny", "bob: refused", "carol: It is", "dora: It is sunny");
        assertThat(trace.tree("gen_ai.conversation.id", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"))
                .containsExactly(
                        "invoke_agent talk alice",
                        "  chat small-1 alice 11 3",
                        "invoke_agent talk bob ERROR",
                        "  chat small-1 bob ERROR",
                        "chat small-1",
                        "chat small-1 11 3");
        assertThat(trace.tree("error.type")).contains("  chat small-1 java.lang.IllegalStateException ERROR");
        assertFirstChunks(trace);
    }

    @Test
    @DisplayName("what is streamed is the model's span before 1.0 as well")
    void streamsBefore1() throws Exception {
        Trace trace = Run.of("koog/before-1", "Streams")
                .with("ai.koog:agents-features-memory-jvm:0.8.0")
                .trace();
        assertThat(trace.out()).contains("alice: 3", "bob: refused", "carol: TextDelta", "dora: 3");
        assertThat(trace.tree("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "error.type"))
                .containsExactly(
                        "chat small-1 11 3",
                        "chat small-1 java.lang.IllegalStateException ERROR",
                        "chat small-1",
                        "chat small-1 11 3");
        assertFirstChunks(trace);
    }

    /** Answers of one part are no streams. */
    private static void assertFirstChunks(Trace trace) {
        assertThat(trace.spans().stream()
                        .map(Otlp::attributes)
                        .filter(each -> each.containsKey("gen_ai.usage.output_tokens")))
                .hasSize(2)
                .allMatch(each -> each.get("gen_ai.response.time_to_first_chunk") instanceof Double);
    }
}
