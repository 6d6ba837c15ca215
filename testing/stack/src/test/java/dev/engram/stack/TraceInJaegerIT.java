package dev.engram.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.engram.collector.common.model.Span;
import dev.engram.collector.common.model.Trace;
import dev.engram.collector.common.render.Timeline;
import dev.engram.demo.Scene;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(Shown.class)
@Tag("real-stack")
@DisplayName("What the demo's agents did with their memory stands in the real Jaeger")
class TraceInJaegerIT {
    private static final String FLEET = "agentic-qe-fleet";

    @ParameterizedTest
    @EnumSource(Scene.class)
    @DisplayName("every span, parent, attribute, event, link and status of each scene, to the nanosecond")
    void everySpan(Scene scene, Showing showing) throws Exception {
        Trace sent = showing.trace(scene);
        assertThat(sent.truncated()).isFalse();
        List<Span> back = ReadBack.trace(showing.jaeger(), sent.traceId(), sent.spanCount());
        assertThat(back).extracting(Span::spanId).containsExactlyInAnyOrderElementsOf(ids(sent.spans()));
        for (Span span : sent.spans()) {
            assertThat(ReadBack.comparable(only(span.spanId(), back))).isEqualTo(ReadBack.comparable(span));
        }
        Map<String, JsonNode> lines =
                Objects.requireNonNull(showing.sent().traces().get(sent.traceId()));
        assertThat(lines.keySet()).containsExactlyInAnyOrderElementsOf(ids(sent.spans()));
        for (Span span : sent.spans()) {
            JsonNode line = Objects.requireNonNull(lines.get(span.spanId()));
            assertThat(span.name()).isEqualTo(line.path("name").asText());
            assertThat(plain(new ObjectMapper().valueToTree(span.attributes())))
                    .isEqualTo(plain(line.path("attributes")));
        }
    }

    /** JSON with numbers as numbers are: 12.0 is 12. */
    private static Map<String, Object> plain(JsonNode attributes) {
        Map<String, Object> plain = new TreeMap<>();
        attributes
                .properties()
                .forEach(each -> plain.put(
                        each.getKey(),
                        each.getValue().isNumber() ? each.getValue().asDouble() : each.getValue()));
        return plain;
    }

    @Test
    @DisplayName("the fleet's spans have the parents of the agent-memory span format")
    void theSeedsTree(Showing showing) throws Exception {
        Trace sent = showing.trace(Scene.FLEET);
        List<Span> back = ReadBack.trace(showing.jaeger(), sent.traceId(), sent.spanCount());
        String timeline = Timeline.render(new Trace(sent.traceId(), back, back.size()), 0);
        assertThat(timeline)
                .containsSubsequence(
                        "aqe.task.generate [qe-test-generator]",
                        "  00:",
                        "aqe.memory.store [test-plan-user-service]",
                        "aqe.task.execute [qe-test-executor]",
                        "aqe.memory.retrieve [test-plan-user-service]",
                        "aqe.test.execute [UserService.create]",
                        "aqe.test.execute [UserService.update]",
                        "aqe.test.execute [UserService.delete]",
                        "aqe.task.analyze [qe-coverage-analyzer]",
                        "aqe.memory.search [test-plan-%]",
                        "aqe.memory.store [coverage-report-user-service]",
                        "aqe.task.cleanup [qe-fleet-commander]",
                        "aqe.memory.delete [test-plan-user-service]",
                        "Memory Operations: 6 (2 store, 2 retrieve, 1 search, 1 delete)");
    }

    @Test
    @DisplayName("the service, and every operation that its spans are named by")
    void servicesAndOperations(Showing showing) throws Exception {
        JaegerApi jaeger = showing.jaeger();
        TreeSet<String> sent = new TreeSet<>();
        for (Trace trace : showing.traces()) {
            jaeger.awaitTrace(trace.traceId(), trace.spanCount(), ReadBack.WITHIN);
            trace.spans().forEach(span -> sent.add(span.name()));
        }
        assertThat(JaegerAnswers.texts(jaeger.data("/api/services"), node -> node))
                .contains(FLEET);
        assertThat(JaegerAnswers.texts(jaeger.data("/api/operations?service=" + FLEET), node -> node.path("name")))
                .containsAll(sent);
    }

    @ParameterizedTest
    @CsvSource({
        "memory.key, test-plan-user-service",
        "memory.key, coverage-report-user-service",
        "memory.pattern, test-plan-%",
        "memory.found, false",
        "agent.id, qe-fleet-commander",
        "memory.namespace, aqe/reports",
    })
    @DisplayName("a search for a memory attribute finds the trace")
    void tagSearch(String key, String value, Showing showing) throws Exception {
        Trace fleet = showing.trace(Scene.FLEET);
        showing.jaeger().awaitTrace(fleet.traceId(), fleet.spanCount(), ReadBack.WITHIN);
        assertThat(JaegerAnswers.found(showing.jaeger(), FLEET, Map.of(key, value), ""))
                .contains(fleet.traceId());
    }

    @Test
    @DisplayName("a search for a key that nobody used finds nothing")
    void tagSearchOfNothing(Showing showing) throws Exception {
        assertThat(JaegerAnswers.found(showing.jaeger(), FLEET, Map.of("memory.key", "no such key"), ""))
                .isEmpty();
    }

    @Test
    @DisplayName("a failed call of one service by another: link, error and its message, and the edge between the two")
    void failedCallBetweenServices(Showing showing) throws Exception {
        String traceId = SentSpans.failedCall(showing.stack().ports().otelcolHttp());
        List<Span> sent = showing.collector()
                .awaitTrace(
                        trace -> trace.traceId().equals(traceId) && trace.spanCount() == 2,
                        Duration.ZERO,
                        ReadBack.WITHIN)
                .flatMap(trace -> showing.collector().trace(traceId))
                .orElseThrow()
                .spans();
        List<Span> back = ReadBack.trace(showing.jaeger(), traceId, 2);

        assertThat(back.stream().map(ReadBack::comparable))
                .containsExactlyInAnyOrderElementsOf(
                        sent.stream().map(ReadBack::comparable).toList());
        assertThat(back).anySatisfy(span -> {
            assertThat(span.isError()).isTrue();
            assertThat(span.statusMessage()).isEqualTo("Write denied: no permission");
            assertThat(span.links()).hasSize(1);
        });
        assertThat(JaegerAnswers.found(showing.jaeger(), SentSpans.CALLED, Map.of("error", "true"), ""))
                .contains(traceId);
        JsonNode edges =
                showing.jaeger().data("/api/dependencies?endTs=" + System.currentTimeMillis() + "&lookback=3600000");
        assertThat(edges).anySatisfy(edge -> {
            assertThat(edge.path("parent").asText()).isEqualTo(SentSpans.CALLER);
            assertThat(edge.path("child").asText()).isEqualTo(SentSpans.CALLED);
            assertThat(edge.path("callCount").asInt()).isEqualTo(1);
        });
    }

    private static List<String> ids(List<Span> spans) {
        return spans.stream().map(Span::spanId).toList();
    }

    private static Span only(String spanId, List<Span> spans) {
        return spans.stream()
                .filter(span -> span.spanId().equals(spanId))
                .findFirst()
                .orElseThrow();
    }
}
