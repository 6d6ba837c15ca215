package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.telemetry.Otlp;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Quarkus LangChain4j, without configuration")
class QuarkusIT {

    private static Stream<String> streamed(String guest) {
        return Stream.of(
                "invoke_agent Assistant Assistant " + guest,
                "  chat small-1 Assistant " + guest + " 7",
                "  execute_tool weather Assistant " + guest,
                "  chat small-1 Assistant " + guest + " 7");
    }

    @Test
    @DisplayName(
            "a turn of an AI service is one trace, called or streamed, on a thread that may wait or on an event loop, and"
                    + " lasts until its stream has ended")
    void turns() throws Exception {
        Trace trace = Run.of("quarkus-langchain4j", "Desk")
                .with(Run.newest("quarkus-langchain4j"))
                .trace();
        assertThat(trace.out())
                .contains(
                        "alice: It is sunny",
                        "bob: It is sunny",
                        "carol: It is sunny",
                        "fay: It is sunny",
                        "dan: refused",
                        "eve: 1, calls: 6");
        List<String> tree = trace.tree("agent.id", "gen_ai.conversation.id", "gen_ai.usage.output_tokens");
        List<String> turns =
                tree.stream().filter(line -> !line.contains("engram.memory")).toList();
        assertThat(turns)
                .as("turns, whose services are called through a proxy and an interceptor")
                .startsWith(
                        Stream.of("alice", "bob").flatMap(QuarkusIT::streamed).toArray(String[]::new))
                // Two at once on one event loop.
                .containsSequence(streamed("carol").toList())
                .containsSequence(streamed("fay").toList())
                .containsSequence("invoke_agent Assistant Assistant dan ERROR", "  chat small-1 Assistant dan ERROR")
                .contains("invoke_agent Assistant Assistant eve");
        assertThat(turns).filteredOn(line -> !line.startsWith(" ")).hasSize(6);
        assertThat(tree)
                .as("memories outside of turns: those that are cleared at the end")
                .filteredOn(line -> line.startsWith("engram.memory"))
                .allMatch(line -> line.startsWith("engram.memory.delete"));
        assertThat(trace.spans())
                .filteredOn(span -> span.getName().startsWith("engram.memory"))
                .as("the key of each memory operation")
                .hasSizeGreaterThan(40)
                .allMatch(span -> Otlp.attributes(span).get("memory.key") instanceof String);
        assertThat(trace.spans())
                // What the model still sends after the cancellation comes late.
                .filteredOn(span -> !"eve".equals(Otlp.attributes(span).get("gen_ai.conversation.id")))
                .as("children within their turns")
                .allMatch(span -> trace.spans().stream()
                        .filter(each -> each.getSpanId().equals(span.getParentSpanId()))
                        .allMatch(turn -> turn.getStartTimeUnixNano() <= span.getStartTimeUnixNano()
                                && span.getStartTimeUnixNano() <= turn.getEndTimeUnixNano()));
    }
}
