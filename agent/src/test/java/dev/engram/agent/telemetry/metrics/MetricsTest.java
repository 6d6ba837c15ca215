package dev.engram.agent.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.engram.agent.telemetry.Agent;
import dev.engram.agent.telemetry.Otlp;
import dev.engram.agent.telemetry.OtlpSink;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Metrics, as a collector receives them")
class MetricsTest {

    private static final int LIMIT = 200;

    private final OtlpSink sink;
    private final Agent agent;

    MetricsTest() throws IOException {
        sink = new OtlpSink();
        agent = new Agent(Agent.to(sink, "OTEL_METRIC_EXPORT_INTERVAL", "30"));
    }

    @AfterEach
    void close() {
        agent.close();
        sink.close();
    }

    private void flush() {
        agent.awaitSpans();
        sink.awaitMetrics();
    }

    @Test
    @DisplayName("durations, errors and sizes by operation, namespace and agent")
    void memory() throws Exception {
        int store = agent.store();
        agent.call(store, () -> null, "a", "12345", "plans", null, "gen");
        agent.call(store, () -> null, "b", "1234567", "plans", null, "gen");
        assertThatThrownBy(() -> agent.call(
                        store,
                        () -> {
                            throw new IOException("disk");
                        },
                        "c",
                        "1",
                        "plans",
                        null,
                        "gen"))
                .isInstanceOf(IOException.class);
        agent.call(agent.delete(), () -> null, "a");
        flush();

        Metric duration = sink.metric("memory.operation.duration");
        assertThat(duration.getUnit()).isEqualTo("ms");
        assertThat(duration.getHistogram().getAggregationTemporality())
                .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
        assertThat(duration.getHistogram().getDataPointsList())
                .extracting(each -> Otlp.map(each.getAttributesList()), HistogramDataPoint::getCount)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(
                                Map.of("operation", "store", "memory.namespace", "plans", "agent.id", "gen"), 3L),
                        org.assertj.core.groups.Tuple.tuple(
                                Map.of("operation", "delete", "memory.namespace", "default"), 1L));
        assertThat(duration.getHistogram().getDataPoints(0).getExplicitBoundsList())
                .contains(0.001, 1.0, 50.0, 1000.0);

        HistogramDataPoint sizes =
                sink.metric("memory.value_size").getHistogram().getDataPoints(0);
        assertThat(sink.metric("memory.value_size").getUnit()).isEqualTo("By");
        assertThat(sizes.getCount()).isEqualTo(3);
        assertThat(sizes.getSum()).isEqualTo(13);

        NumberDataPoint errors = sink.metric("memory.operation.errors").getSum().getDataPoints(0);
        assertThat(errors.getAsInt()).isEqualTo(1);
        assertThat(Otlp.map(errors.getAttributesList())).contains(entry("error.type", "java.io.IOException"));
    }

    @Test
    @DisplayName("Engram's own: recorded, dropped by reason, exported, the ring, the exports")
    void self() throws Exception {
        int store = agent.store();
        for (int i = 0; i < 10; i++) {
            agent.call(store, () -> null, "k", "v");
        }
        flush();
        flush();
        assertThat(sink.metric("engram.events.recorded")
                        .getSum()
                        .getDataPoints(0)
                        .getAsInt())
                .isEqualTo(10);
        assertThat(sink.metric("engram.events.recorded").getSum().getIsMonotonic())
                .isTrue();
        assertThat(sink.metric("engram.spans.exported")
                        .getSum()
                        .getDataPoints(0)
                        .getAsInt())
                .isEqualTo(10);
        assertThat(sink.metric("engram.events.dropped").getSum().getDataPointsList())
                .extracting(each -> Otlp.map(each.getAttributesList()).get("reason"))
                .containsExactlyInAnyOrder("ring_full", "too_deep", "internal_error", "export_failed", "shutdown");
        assertThat(sink.metric("engram.ring.depth").getGauge().getDataPoints(0).getAsInt())
                .isZero();
        List<Map<String, Object>> exports = new ArrayList<>();
        sink.metric("engram.export.duration")
                .getHistogram()
                .getDataPointsList()
                .forEach(each -> exports.add(Otlp.map(each.getAttributesList())));
        assertThat(exports)
                .contains(
                        Map.of("exporter", "otlp", "signal", "traces"),
                        Map.of("exporter", "otlp", "signal", "metrics"));
    }

    @Test
    @DisplayName("at most 200 namespaces and agents are told apart; the rest is other, and none is lost")
    void cardinality() throws Exception {
        int delete = agent.delete();
        int retrieve = agent.retrieve();
        for (int i = 0; i < 500; i++) {
            agent.call(delete, () -> null, "k", "namespace-" + i);
            agent.call(retrieve, () -> null, "k", "namespace-0", "agent-" + i);
        }
        flush();
        Set<Object> namespaces = new TreeSet<>();
        Set<Object> agents = new TreeSet<>();
        long count = 0;
        for (HistogramDataPoint each :
                sink.metric("memory.operation.duration").getHistogram().getDataPointsList()) {
            Map<String, Object> labels = Otlp.map(each.getAttributesList());
            namespaces.add(String.valueOf(labels.get("memory.namespace")));
            if (labels.containsKey("agent.id")) {
                agents.add(String.valueOf(labels.get("agent.id")));
            }
            count += each.getCount();
        }
        assertThat(namespaces).hasSize(LIMIT + 1).contains("other");
        assertThat(agents).hasSize(LIMIT + 1).contains("other");
        assertThat(count).isEqualTo(1000);
        Map<String, Long> overflowed = new TreeMap<>();
        for (NumberDataPoint each :
                sink.metric("engram.labels.overflowed").getSum().getDataPointsList()) {
            overflowed.put(String.valueOf(Otlp.map(each.getAttributesList()).get("attribute")), each.getAsInt());
        }
        assertThat(overflowed).containsOnly(entry("memory.namespace", 300L), entry("agent.id", 300L));
    }
}
