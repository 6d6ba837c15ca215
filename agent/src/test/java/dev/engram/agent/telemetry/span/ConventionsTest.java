package dev.engram.agent.telemetry.span;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.telemetry.Agent;
import dev.engram.agent.telemetry.Otlp;
import dev.engram.agent.telemetry.OtlpSink;
import dev.engram.agent.telemetry.value.Score;
import dev.engram.agent.telemetry.value.ValueSizeTest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Spans have the attributes of the agent-memory span format, of OpenTelemetry's GenAI conventions, or both")
class ConventionsTest {

    private final OtlpSink sink;
    private @Nullable Agent agent;

    ConventionsTest() throws IOException {
        sink = new OtlpSink();
    }

    @AfterEach
    void close() {
        if (agent != null) {
            agent.close();
        }
        sink.close();
    }

    private Agent start(String... settings) {
        Agent started = new Agent(Agent.to(sink, settings));
        agent = started;
        return started;
    }

    private Span span(String name) {
        Objects.requireNonNull(agent).awaitSpans();
        return sink.span(name);
    }

    @Test
    @DisplayName("both is the default: GenAI attributes come after those of the agent-memory span format")
    void both() throws Exception {
        Agent started = start();
        int store = started.memory(
                Operation.STORE,
                Map.of(
                        Field.KEY, "arg0",
                        Field.VALUE, "arg1",
                        Field.NAMESPACE, "arg2",
                        Field.SESSION, "arg3",
                        Field.STORE, "arg4",
                        Field.AGENT_ID, "arg5",
                        Field.AGENT_NAME, "Planner"),
                UnaryOperator.identity());
        started.call(store, () -> null, "k", "v", "plans", "s-1", "redis-main", "agent-7");
        Span span = span("aqe.memory.store");
        assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_INTERNAL);
        assertThat(Otlp.attributes(span))
                .contains(
                        entry("memory.store", "redis-main"),
                        entry("memory.session_id", "s-1"),
                        entry("agent.name", "Planner"))
                .contains(
                        entry("gen_ai.operation.name", "upsert_memory"),
                        entry("gen_ai.memory.store.id", "redis-main"),
                        entry("gen_ai.memory.record.id", "k"),
                        entry("gen_ai.conversation.id", "s-1"),
                        entry("gen_ai.agent.id", "agent-7"),
                        entry("gen_ai.agent.name", "Planner"))
                .containsEntry("gen_ai.memory.record.count", 1L)
                .doesNotContainKey("gen_ai.memory.records");
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "STORE, upsert_memory",
        "RETRIEVE, get_memory",
        "SEARCH, search_memory",
        "DELETE, delete_memory",
        "VALIDATE, validate_memory",
        "LOAD, load_memory",
        "ENRICH, update_memory"
    })
    @DisplayName("each operation has a name in both")
    void operations(Operation operation, String name) throws Exception {
        Agent started = start();
        started.call(started.memory(operation, Map.of(), UnaryOperator.identity()), () -> "result");
        Span span = span("aqe.memory." + operation.label());
        assertThat(Otlp.attributes(span))
                .containsEntry("memory.operation", operation.label())
                .containsEntry("gen_ai.operation.name", name)
                .doesNotContainKeys("gen_ai.memory.store.id", "gen_ai.memory.record.id");
        assertThat(Otlp.eventNames(span))
                .containsExactly(
                        "memory." + operation.label() + ".started", "memory." + operation.label() + ".completed");
    }

    @Test
    @DisplayName("memory alone has nothing of GenAI")
    void memoryAlone() throws Exception {
        Agent started = start("ENGRAM_CONVENTIONS", "memory");
        started.call(started.task("t"), () -> started.call(started.delete(), () -> null, "k", "n"), "gen");
        assertThat(Otlp.attributes(span("aqe.memory.delete")).keySet())
                .containsExactly(
                        "memory.operation",
                        "memory.namespace",
                        "memory.key",
                        "agent.id",
                        "agent.type",
                        "memory.operation_duration_ms");
        assertThat(Otlp.attributes(span("t"))).containsKey("agent.id").doesNotContainKey("gen_ai.agent.id");
    }

    @Test
    @DisplayName(
            "gen_ai alone names spans by their operation, and has no attribute or event of the agent-memory span format")
    void genAiAlone() throws Exception {
        Agent started = start("ENGRAM_CONVENTIONS", "gen_ai");
        int retrieve = started.retrieve();
        assertThatThrownBy(() -> started.call(
                        started.task("plan"),
                        () -> started.call(
                                retrieve,
                                () -> {
                                    throw new IOException("disk");
                                },
                                "k",
                                "n"),
                        "gen"))
                .isInstanceOf(IOException.class);
        Span span = span("get_memory");
        assertThat(Otlp.attributes(span))
                .containsExactly(
                        entry("gen_ai.operation.name", "get_memory"),
                        entry("gen_ai.memory.store.id", "n"),
                        entry("gen_ai.memory.record.id", "k"),
                        entry("gen_ai.agent.id", "gen"),
                        entry("error.type", "java.io.IOException"));
        assertThat(Otlp.eventNames(span)).containsExactly("exception");
        Span task = span("plan");
        assertThat(Otlp.attributes(task))
                .containsEntry("gen_ai.agent.id", "gen")
                .doesNotContainKey("agent.id");
        assertThat(Otlp.eventNames(task)).containsExactly("exception");
    }

    @Test
    @DisplayName("a search counts its records and shows the best score that it returned, whatever the scores' shape")
    void score() throws Exception {
        Agent started = start();
        int search = started.memory(
                Operation.SEARCH,
                Map.of(Field.PATTERN, "arg0", Field.SCORE, "return.scores", Field.RESULT_COUNT, "return.scores"),
                UnaryOperator.identity());
        started.call(search, () -> Map.of("scores", List.of(0.25, 0.875, 0.5)), "a");
        assertThat(Otlp.attributes(span("aqe.memory.search")))
                .containsEntry("memory.score", 0.875)
                .containsEntry("memory.result_count", 3L)
                .containsEntry("gen_ai.memory.record.count", 3L)
                .doesNotContainKey("gen_ai.memory.record.id");
        assertThat(Score.top(new double[] {-2, -1})).isEqualTo(-1);
        assertThat(Score.top(0.5f)).isEqualTo(0.5);
        assertThat(Score.top(List.of())).isNaN();
        assertThat(Score.top(Double.POSITIVE_INFINITY)).isNaN();
        assertThat(Score.top("0.5")).isNaN();
    }

    @Test
    @DisplayName("a retrieve that gives a collection counts it; a store counts what its rule says")
    void counts() throws Exception {
        Agent started = start();
        int store = started.memory(
                Operation.STORE, Map.of(Field.KEY, "arg0", Field.RESULT_COUNT, "arg1"), UnaryOperator.identity());
        started.call(started.retrieve(), () -> List.of("a", "b"), "k");
        started.call(store, () -> null, "k", List.of("a", "b", "c"));
        assertThat(Otlp.attributes(span("aqe.memory.retrieve")))
                .containsEntry("memory.result_count", 2L)
                .containsEntry("gen_ai.memory.record.count", 2L);
        assertThat(Otlp.attributes(span("aqe.memory.store")))
                .containsEntry("memory.result_count", 3L)
                .containsEntry("gen_ai.memory.record.count", 3L);
    }

    @Test
    @DisplayName("a collection that throws when it is asked for its size is found, and its number is not known")
    void hostileSize() throws Exception {
        Agent started = start();
        int retrieve = started.retrieve();
        for (int i = 0; i < 2; i++) {
            started.call(retrieve, () -> new ValueSizeTest.RemoteList(), "k");
        }
        assertThat(Otlp.attributes(span("aqe.memory.retrieve")))
                .containsEntry("memory.found", true)
                .containsEntry("gen_ai.memory.record.count", 1L)
                .doesNotContainKey("memory.result_count");
        assertThat(sink.spans()).as("the site goes on").hasSize(2);
    }

    @Test
    @DisplayName("a part of another operation says that it is nested")
    void nested() throws Exception {
        Agent started = start();
        int outer = started.store();
        int inner = started.retrieve();
        started.call(outer, () -> started.call(inner, () -> null, "other", "n"), "k", "v", "n");
        assertThat(Otlp.attributes(span("aqe.memory.retrieve"))).containsEntry("memory.nested", true);
        assertThat(Otlp.attributes(span("aqe.memory.store"))).doesNotContainKey("memory.nested");
    }

    @Test
    @DisplayName("layer, tags, verdict, stage and mode are attributes of their operations")
    void layers() throws Exception {
        Agent started = start();
        int validate = started.memory(
                Operation.VALIDATE,
                Map.of(Field.KEY, "arg0", Field.VALID, "return.valid", Field.SEVERITY, "return.severity"),
                rule -> rule.layer(4));
        int load = started.memory(
                Operation.LOAD,
                Map.of(Field.STAGE, "arg0", Field.MODE, "arg1", Field.LAYERS_LOADED, "arg2", Field.TAGS, "arg3"),
                UnaryOperator.identity());
        started.call(validate, () -> Map.of("valid", false, "severity", "warning"), "QUAL-001");
        started.call(load, () -> null, "understand", Thread.State.NEW, 3, List.of("a", "b"));
        assertThat(Otlp.attributes(span("aqe.memory.validate")))
                .containsEntry("memory.layer", 4L)
                .containsEntry("memory.valid", false)
                .containsEntry("memory.severity", "warning");
        assertThat(Otlp.attributes(span("aqe.memory.load")))
                .containsEntry("memory.stage", "understand")
                .containsEntry("memory.mode", "NEW")
                .containsEntry("memory.layers_loaded", 3L)
                .containsEntry("memory.tags", List.of("a", "b"))
                .doesNotContainKey("memory.layer");
    }

    @Test
    @DisplayName("a task has its agent's name and its conversation")
    void task() throws Exception {
        Agent started = start();
        int task = started.task(
                "plan", Map.of(Field.AGENT_ID, "arg0", Field.AGENT_NAME, "Planner", Field.SESSION, "arg1"));
        started.call(task, () -> null, "agent-7", "s-1");
        assertThat(Otlp.attributes(span("plan")))
                .contains(
                        entry("agent.name", "Planner"),
                        entry("memory.session_id", "s-1"),
                        entry("gen_ai.agent.id", "agent-7"),
                        entry("gen_ai.agent.name", "Planner"),
                        entry("gen_ai.conversation.id", "s-1"));
    }
}
