package dev.engram.agent.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.telemetry.Agent;
import dev.engram.agent.telemetry.Otlp;
import dev.engram.agent.telemetry.OtlpSink;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An overload that delegates to a fuller one")
class OverloadsTest {

    private final OtlpSink sink;
    private final Agent agent;

    OverloadsTest() throws IOException {
        sink = new OtlpSink();
        agent = new Agent(Agent.to(sink));
    }

    @AfterEach
    void close() {
        agent.close();
        sink.close();
    }

    /** The overload with a key alone. */
    private int plain(Operation operation) {
        return agent.memory(operation, Map.of(Field.KEY, "arg0"), UnaryOperator.identity());
    }

    /** The overload with options: key, namespace, agent, session, limit. */
    private int full() {
        return agent.memory(
                Operation.RETRIEVE,
                Map.of(
                        Field.KEY, "arg0",
                        Field.NAMESPACE, "arg1",
                        Field.AGENT_ID, "arg2",
                        Field.SESSION, "arg3",
                        Field.LIMIT, "arg4"),
                UnaryOperator.identity());
    }

    private List<Span> spans() {
        agent.awaitSpans();
        return sink.spans();
    }

    @Test
    @DisplayName("is one operation with it, which has what the fuller one knows")
    void one() throws Exception {
        int plain = plain(Operation.RETRIEVE);
        int full = full();
        agent.call(plain, () -> agent.call(full, () -> "v", "k", "plans", "planner", "s-1", 7), "k");
        assertThat(spans()).hasSize(1);
        assertThat(Otlp.attributes(sink.span("aqe.memory.retrieve")))
                .containsEntry("memory.key", "k")
                .containsEntry("memory.namespace", "plans")
                .containsEntry("agent.id", "planner")
                .containsEntry("memory.session_id", "s-1")
                .containsEntry("memory.limit", 7L)
                .containsEntry("memory.found", true)
                .doesNotContainKey("memory.nested");
    }

    @Test
    @DisplayName("has the agent that the fuller one reads, not that of the task around")
    void agentOfTask() throws Exception {
        int plain = plain(Operation.RETRIEVE);
        int full = full();
        agent.call(
                agent.task("t"),
                () -> agent.call(plain, () -> agent.call(full, () -> "v", "k", "plans", "planner", null, null), "k"),
                "commander");
        assertThat(spans()).hasSize(2);
        assertThat(Otlp.attributes(sink.span("aqe.memory.retrieve"))).containsEntry("agent.id", "planner");
    }

    @Test
    @DisplayName("keeps what it has read itself")
    void ownFields() throws Exception {
        int own = agent.memory(
                Operation.RETRIEVE,
                Map.of(Field.KEY, "arg0", Field.NAMESPACE, "arg1", Field.AGENT_ID, "arg2"),
                UnaryOperator.identity());
        int full = full();
        agent.call(own, () -> agent.call(full, () -> "v", "k", null, "planner", null, 9), "k", "plans", "reader");
        assertThat(spans()).hasSize(1);
        assertThat(Otlp.attributes(sink.span("aqe.memory.retrieve")))
                .containsEntry("memory.namespace", "plans")
                .containsEntry("agent.id", "reader")
                .containsEntry("memory.limit", 9L);
    }

    @Test
    @DisplayName("is one operation with it where neither has a key")
    void withoutKeys() throws Exception {
        int plain = agent.memory(Operation.SEARCH, Map.of(Field.QUERY, "arg0"), UnaryOperator.identity());
        int full = agent.memory(
                Operation.SEARCH, Map.of(Field.QUERY, "arg0", Field.NAMESPACE, "arg1"), UnaryOperator.identity());
        agent.call(plain, () -> agent.call(full, () -> List.of("a"), "q", "plans"), "q");
        assertThat(spans()).hasSize(1);
        assertThat(Otlp.attributes(sink.span("aqe.memory.search"))).containsEntry("memory.namespace", "plans");
    }

    @Test
    @DisplayName("is another operation where key or namespace differ")
    void other() throws Exception {
        int full = full();
        agent.call(full, () -> agent.call(full, () -> "v", "k", "other", null, null, null), "k", "plans");
        agent.call(full, () -> agent.call(full, () -> "v", "other", "plans", null, null, null), "k", "plans");
        assertThat(spans()).hasSize(4);
    }
}
