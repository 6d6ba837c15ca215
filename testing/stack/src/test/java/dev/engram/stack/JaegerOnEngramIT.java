package dev.engram.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.engram.collector.common.model.Span;
import dev.engram.collector.common.model.Trace;
import dev.engram.collector.server.Collector;
import dev.engram.demo.Scene;
import dev.engram.demo.StartedResources;
import dev.engram.demo.TemporaryDirectory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("real-stack")
@DisplayName("The real Jaeger on the store of Engram's collector")
class JaegerOnEngramIT {

    private final StartedResources belongings = new StartedResources();
    private RealStack stack;
    private Collector collector;
    private JaegerApi jaeger;
    private Trace fleet;
    private String failedCall;

    @BeforeAll
    void start() throws Exception {
        stack = new RealStack(
                Showing.ROOT,
                Showing.installed(),
                Ports.free(),
                JaegerStorage.ENGRAM,
                belongings.add(new TemporaryDirectory("engram-jaeger-it-")).path(),
                belongings);
        collector = belongings.add(Collector.start(stack.collector()));
        stack.startJaeger();
        jaeger = new JaegerApi(stack.jaegerUrl());
        Applications.start(
                        belongings,
                        Applications.redis(belongings).url(),
                        Applications.endpoint(collector),
                        Map.of(),
                        List.of("--scenario", "fleet"),
                        System.out::println)
                .waitFor(Duration.ofMinutes(1))
                .orElseThrow();
        assertThat(collector.flush()).isTrue();
        fleet = collector.traces(100).stream()
                .filter(trace -> trace.name().equals(Scene.FLEET.title()))
                .findFirst()
                .flatMap(trace -> collector.trace(trace.traceId()))
                .orElseThrow();
        // By Jaeger's own port: what it receives, it writes to Engram.
        failedCall = SentSpans.failedCall(stack.ports().jaegerHttp());
    }

    @AfterAll
    void stop() {
        belongings.close();
    }

    @Test
    @DisplayName("shows every span as it was stored: lists, the order of events and the attributes of links, too")
    void everySpan() throws Exception {
        assertThat(ReadBack.trace(jaeger, fleet.traceId(), fleet.spanCount()))
                .containsExactlyInAnyOrderElementsOf(fleet.spans());
        List<Span> back = ReadBack.trace(jaeger, failedCall, 2);
        assertThat(back)
                .containsExactlyInAnyOrderElementsOf(
                        collector.trace(failedCall).map(Trace::spans).orElseThrow());
        assertThat(back).anySatisfy(span -> {
            assertThat(span.isError()).isTrue();
            assertThat(span.statusMessage()).isEqualTo("Write denied: no permission");
            assertThat(span.attributes()).containsEntry("memory.tags", List.of("a", "b"));
            assertThat(span.links().get(0).attributes())
                    .containsEntry("link.reason", "the plan that this one replaces");
        });
    }

    @Test
    @DisplayName("lists services and their operations")
    void servicesAndOperations() throws Exception {
        jaeger.awaitTrace(failedCall, 2, ReadBack.WITHIN);
        assertThat(JaegerAnswers.texts(jaeger.data("/api/services"), node -> node))
                .contains(Showing.SERVICE, SentSpans.CALLER, SentSpans.CALLED);
        Set<String> names = fleet.spans().stream().map(Span::name).collect(Collectors.toSet());
        assertThat(JaegerAnswers.texts(
                        jaeger.data("/api/operations?service=" + Showing.SERVICE), node -> node.path("name")))
                .containsAll(names);
    }

    @ParameterizedTest
    @CsvSource({
        "memory.key, test-plan-user-service",
        "memory.pattern, test-plan-%",
        "memory.found, true",
        "agent.id, qe-fleet-commander",
        "memory.namespace, aqe/reports",
        "db.system.name, redis",
        "span.kind, client",
    })
    @DisplayName("finds a trace by a tag")
    void tagSearch(String key, String value) throws Exception {
        assertThat(JaegerAnswers.found(jaeger, Showing.SERVICE, Map.of(key, value), ""))
                .contains(fleet.traceId());
    }

    @Test
    @DisplayName("finds a trace by an error, an operation and a duration, and nothing by what is not there")
    void otherSearches() throws Exception {
        jaeger.awaitTrace(failedCall, 2, ReadBack.WITHIN);
        assertThat(JaegerAnswers.found(jaeger, SentSpans.CALLED, Map.of("error", "true"), ""))
                .containsExactly(failedCall);
        assertThat(JaegerAnswers.found(jaeger, SentSpans.CALLED, Map.of("memory.tags", "[\"a\",\"b\"]"), ""))
                .containsExactly(failedCall);
        assertThat(JaegerAnswers.found(jaeger, Showing.SERVICE, Map.of("memory.key", "no such key"), ""))
                .isEmpty();
        assertThat(JaegerAnswers.found(jaeger, SentSpans.CALLED, Map.of(), "&operation=acme.memory.store"))
                .containsExactly(failedCall);
        assertThat(JaegerAnswers.found(jaeger, SentSpans.CALLED, Map.of(), "&operation=plan"))
                .isEmpty();
        long millis = longest(fleet) / 1_000_000;
        assertThat(JaegerAnswers.found(jaeger, Showing.SERVICE, Map.of(), "&minDuration=" + millis + "ms"))
                .contains(fleet.traceId());
        assertThat(JaegerAnswers.found(jaeger, Showing.SERVICE, Map.of(), "&minDuration=" + (millis + 1) + "ms"))
                .isEmpty();
    }

    @Test
    @DisplayName("draws the graph from agents to namespaces to Redis, and between services")
    void dependencies() throws Exception {
        jaeger.awaitTrace(failedCall, 2, ReadBack.WITHIN);
        await().atMost(ReadBack.WITHIN)
                .untilAsserted(() -> assertThat(JaegerAnswers.edges(jaeger))
                        .contains(
                                "qe-test-generator > memory aqe/test-plans",
                                "qe-coverage-analyzer > memory aqe/reports",
                                "memory aqe/test-plans > redis",
                                SentSpans.CALLER + " > " + SentSpans.CALLED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/services",
                "/api/services/agentic-qe-fleet/operations",
                "/api/operations?service=agentic-qe-fleet",
                "/api/operations?service=agentic-qe-fleet&spanKind=client",
                "/api/traces/FLEET",
                "/api/traces/FAILED",
                "/api/traces?service=memory-service&limit=20&tags=%7B%22error%22%3A%22true%22%7D",
                "/api/traces?service=agentic-qe-fleet&operation=aqe.task.execute&minDuration=1ms&limit=20",
                "/api/traces?service=no-such-service",
                "/api/dependencies?endTs=4000000000000&lookback=4000000000000",
            })
    @DisplayName("Engram's own port answers Grafana's data source as Jaeger does")
    void asJaegerAnswers(String path) throws Exception {
        jaeger.awaitTrace(failedCall, 2, ReadBack.WITHIN);
        assertThat(collector.flush()).isTrue();
        String filled = path.replace("FLEET", fleet.traceId()).replace("FAILED", failedCall);
        JsonNode real = jaeger.data(filled);
        assertThat(comparable(new JaegerApi(URI.create(collector.apiUrl())).data(filled)))
                .isEqualTo(comparable(real));
        assertThat(real.isArray()).isTrue();
        assertThat(real.isEmpty()).isEqualTo(path.contains("no-such"));
    }

    /** An answer without what has no meaning in it: the order of lists, the ids of processes, and what is null. */
    private static String comparable(JsonNode data) {
        if (data.isArray()) {
            List<String> parts = new ArrayList<>();
            data.forEach(each -> parts.add(comparable(each)));
            Collections.sort(parts);
            return parts.toString();
        }
        if (data.isObject()) {
            JsonNode processes = data.path("processes");
            Map<String, String> parts = new TreeMap<>();
            data.properties().forEach(each -> {
                if (each.getKey().equals("spans")) {
                    parts.put("spans", comparable(withProcesses(each.getValue(), processes)));
                } else if (!each.getKey().equals("processes")
                        && !each.getValue().isNull()) {
                    parts.put(each.getKey(), comparable(each.getValue()));
                }
            });
            return parts.toString();
        }
        return data.isNumber() ? Double.toString(data.asDouble()) : data.toString();
    }

    private static JsonNode withProcesses(JsonNode spans, JsonNode processes) {
        for (JsonNode span : spans) {
            ((ObjectNode) span)
                    .set("process", processes.path(span.path("processID").asText()));
            ((ObjectNode) span).remove("processID");
        }
        return spans;
    }

    private static long longest(Trace trace) {
        return trace.spans().stream().mapToLong(Span::durationNanos).max().orElseThrow();
    }
}
