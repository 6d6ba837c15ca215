package dev.engram.agent.telemetry.span;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.rule.Field;
import dev.engram.agent.telemetry.Agent;
import dev.engram.agent.telemetry.Otlp;
import dev.engram.agent.telemetry.OtlpSink;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A task's span with values in its name")
class TaskNamesTest {

    private final OtlpSink sink;
    private final Agent agent;

    TaskNamesTest() throws IOException {
        sink = new OtlpSink();
        agent = new Agent(Agent.to(sink));
    }

    @AfterEach
    void close() {
        agent.close();
        sink.close();
    }

    private List<String> names() {
        agent.awaitSpans();
        return sink.spans().stream().map(Span::getName).toList();
    }

    /** A model that is its first argument, and answers with its response. */
    private int model() {
        return agent.named(
                "chat {gen_ai.request.model}",
                Map.of(),
                Map.of(
                        "gen_ai.operation.name",
                        "chat",
                        "gen_ai.request.model",
                        "arg0",
                        "gen_ai.usage.input_tokens",
                        "return.tokens?"),
                true);
    }

    @Test
    @DisplayName("is called by them, and without one by the rest")
    void name() throws Exception {
        int tool = agent.named(
                "run {agent.name} with {tool} now", Map.of(Field.AGENT_NAME, "arg0"), Map.of("tool", "arg1"), false);
        agent.call(tool, () -> null, "Planner", "search");
        agent.call(tool, () -> null, null, "search");
        agent.call(tool, () -> null, "Planner", null);
        agent.call(tool, () -> null, null, 7);
        assertThat(names())
                .containsExactly(
                        "run Planner with search now", "run with search now", "run Planner with now", "run with 7 now");
    }

    @Test
    @DisplayName("tells its operation and the model's tokens, and is a client's where the rule says so")
    void chat() throws Exception {
        agent.call(model(), () -> Map.of("tokens", 12), "small-1");
        assertThat(names()).containsExactly("chat small-1");
        Span span = sink.spans().get(0);
        assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
        assertThat(Otlp.attributes(span))
                .containsEntry("gen_ai.operation.name", "chat")
                .containsEntry("gen_ai.request.model", "small-1")
                .containsEntry("gen_ai.usage.input_tokens", 12L);
    }

    @Test
    @DisplayName("is one with a call directly beneath that would have the same name, and gets what only that one knows")
    void delegate() throws Exception {
        int outer = model();
        int inner = model();
        agent.call(outer, () -> agent.call(inner, () -> null, "small-1"), new Object[] {null});
        agent.call(outer, () -> agent.call(inner, () -> null, new Object[] {null}), "small-2");
        agent.call(outer, () -> agent.call(inner, () -> null, "small-3"), "small-3");
        agent.call(inner, () -> null, "small-4");
        assertThat(names()).containsExactly("chat small-1", "chat small-2", "chat small-3", "chat small-4");
    }

    @Test
    @DisplayName("ends with its own call and not with the one beneath that it is one with")
    void endOfDelegate() throws Exception {
        int outer = model();
        int inner = model();
        agent.call(
                outer,
                () -> {
                    agent.call(inner, () -> Map.of("tokens", 1), "small-1");
                    return Map.of("tokens", 12);
                },
                "small-1");
        assertThat(names()).containsExactly("chat small-1");
        assertThat(Otlp.attributes(sink.spans().get(0))).containsEntry("gen_ai.usage.input_tokens", 12L);
    }

    @Test
    @DisplayName(
            "is not one with a call of another name, nor with one beneath something else; nor are tasks of one fixed name")
    void others() throws Exception {
        int model = model();
        int task = agent.task("plan");
        agent.call(model, () -> agent.call(model, () -> null, "small-2"), "small-1");
        agent.call(model, () -> agent.call(task, () -> agent.call(model, () -> null, "small-3"), "a"), "small-3");
        agent.call(task, () -> agent.call(task, () -> null, "a"), "a");
        assertThat(names())
                .containsExactly(
                        "chat small-2", "chat small-1", "chat small-3", "plan", "chat small-3", "plan", "plan");
    }
}
