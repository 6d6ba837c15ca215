package dev.engram.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Where each agent is a service")
@Timeout(60)
class ServicePerAgentTest {

    /** The names of the spans of each service. */
    private static Map<String, Set<String>> spansByService(OtlpSink sink) {
        Map<String, Set<String>> spans = new TreeMap<>();
        sink.traces.forEach(request -> request.getResourceSpansList()
                .forEach(each -> each.getScopeSpansList()
                        .forEach(scope -> scope.getSpansList().stream()
                                .map(Span::getName)
                                .forEach(name -> spans.computeIfAbsent(
                                                attribute(each, "service.name"), service -> new TreeSet<>())
                                        .add(name)))));
        return spans;
    }

    private static String attribute(ResourceSpans spans, String name) {
        return spans.getResource().getAttributesList().stream()
                .filter(each -> each.getKey().equals(name))
                .map(KeyValue::getValue)
                .map(value -> value.getStringValue())
                .reduce("", String::concat);
    }

    private static void run(Agent agent) throws Exception {
        int task = agent.task("aqe.task.generate");
        int store = agent.store();
        for (String id : new String[] {"generator", "analyzer"}) {
            agent.call(task, () -> agent.call(store, () -> "", "key", "value", "plans", null, id), id, 1);
        }
        agent.call(task, () -> "", new @Nullable Object[] {null});
        agent.call(store, () -> "", "key", "value");
        agent.awaitSpans();
    }

    @Test
    @DisplayName(
            "its tasks are that service's, a memory's operations are of one by its namespace, and the rest is the process's")
    void services() throws Exception {
        try (OtlpSink sink = new OtlpSink();
                Agent agent = new Agent(Agent.to(sink, "ENGRAM_SERVICE_PER_AGENT", "true"))) {
            run(agent);
            assertThat(spansByService(sink))
                    .isEqualTo(Map.of(
                            "generator", Set.of("aqe.task.generate"),
                            "analyzer", Set.of("aqe.task.generate"),
                            "memory plans", Set.of("aqe.memory.store"),
                            "memory default", Set.of("aqe.memory.store"),
                            "fleet", Set.of("aqe.task.generate")));
            assertThat(sink.traces)
                    .flatExtracting(request -> request.getResourceSpansList())
                    .filteredOn(each -> !attribute(each, "service.name").equals("fleet"))
                    .allMatch(each -> attribute(each, "service.namespace").equals("fleet"))
                    .allMatch(each -> !attribute(each, "service.instance.id").isEmpty());
            assertThat(agent.ledger().exported()).isEqualTo(6);
        }
    }

    @Test
    @DisplayName("by setting, it is not so otherwise")
    void off() throws Exception {
        try (OtlpSink sink = new OtlpSink();
                Agent agent = new Agent(Agent.to(sink))) {
            run(agent);
            assertThat(spansByService(sink)).containsOnlyKeys("fleet");
        }
    }

    @Test
    @DisplayName("there are at most 100; the spans of others are the process's, and none is lost")
    void bounded() throws Exception {
        try (OtlpSink sink = new OtlpSink();
                Agent agent = new Agent(Agent.to(sink, "ENGRAM_SERVICE_PER_AGENT", "true"))) {
            int task = agent.task("aqe.task.generate");
            for (int i = 0; i < 130; i++) {
                agent.call(task, () -> "", "agent-" + i, 1);
            }
            agent.awaitSpans();
            assertThat(spansByService(sink)).hasSize(101).containsKeys("agent-0", "agent-99", "fleet");
            assertThat(sink.spans()).hasSize(130);
        }
    }
}
