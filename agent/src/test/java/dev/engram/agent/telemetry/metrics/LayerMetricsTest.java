package dev.engram.agent.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.KeyMode;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Path;
import dev.engram.agent.telemetry.Agent;
import dev.engram.agent.telemetry.Otlp;
import dev.engram.agent.telemetry.OtlpSink;
import dev.engram.agent.telemetry.privacy.KeyTexts;
import dev.engram.agent.trace.Sampler;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("Metrics of memory layers, row by row, as a collector receives them")
class LayerMetricsTest {

    private final OtlpSink sink;
    private Agent agent;

    LayerMetricsTest() throws IOException {
        sink = new OtlpSink();
        agent = new Agent(settings());
    }

    private Map<String, String> settings(String... more) {
        Map<String, String> settings = Agent.to(sink, more);
        settings.put("OTEL_METRIC_EXPORT_INTERVAL", "30");
        return settings;
    }

    @AfterEach
    void close() {
        agent.close();
        sink.close();
    }

    private void restart(Sampler sampler, String... settings) {
        agent.close();
        agent = new Agent(settings(settings), sampler);
    }

    private void fail(int site, @Nullable Object... arguments) {
        Callable<?> body = () -> {
            throw new IOException("disk");
        };
        assertThatThrownBy(() -> agent.call(site, body, arguments)).isInstanceOf(IOException.class);
    }

    private Metric metric(String name) {
        agent.awaitSpans();
        sink.awaitMetrics();
        return sink.metric(name);
    }

    private boolean isThere(String name) {
        agent.awaitSpans();
        sink.awaitMetrics();
        return sink.metrics.get(sink.metrics.size() - 1).toString().contains('"' + name + '"');
    }

    /** A counter's values by their labels. */
    private Map<Map<String, Object>, Long> counter(String name) {
        Map<Map<String, Object>, Long> values = new HashMap<>();
        for (NumberDataPoint each : metric(name).getSum().getDataPointsList()) {
            values.put(Otlp.map(each.getAttributesList()), each.getAsInt());
        }
        assertThat(sink.metric(name).getSum().getIsMonotonic()).isTrue();
        return values;
    }

    private Map<Map<String, Object>, Double> gauge(String name) {
        Map<Map<String, Object>, Double> values = new HashMap<>();
        for (NumberDataPoint each : metric(name).getGauge().getDataPointsList()) {
            values.put(Otlp.map(each.getAttributesList()), each.getAsDouble());
        }
        return values;
    }

    private Map<Map<String, Object>, Long> count(String name) {
        Map<Map<String, Object>, Long> values = new HashMap<>();
        for (NumberDataPoint each : metric(name).getGauge().getDataPointsList()) {
            values.put(Otlp.map(each.getAttributesList()), each.getAsInt());
        }
        return values;
    }

    /** How often a histogram has counted, by labels. */
    private Map<Map<String, Object>, Long> histogram(String name) {
        Map<Map<String, Object>, Long> counts = new HashMap<>();
        for (HistogramDataPoint each : metric(name).getHistogram().getDataPointsList()) {
            counts.put(Otlp.map(each.getAttributesList()), each.getCount());
        }
        return counts;
    }

    private int store(int layer) {
        return agent.memory(
                Operation.STORE,
                Map.of(Field.KEY, "arg0", Field.VALUE, "arg1", Field.SESSION, "arg0"),
                rule -> rule.layer(layer));
    }

    private int retrieve(int layer) {
        return agent.memory(
                Operation.RETRIEVE, Map.of(Field.KEY, "arg0", Field.SESSION, "arg0"), rule -> rule.layer(layer));
    }

    @Test
    @DisplayName("layer 1: a message stored counts one, one that failed none; no session is a label")
    void sessionMessages() throws Exception {
        int store = store(1);
        agent.call(store, () -> null, "s-1", "hello");
        agent.call(store, () -> null, "s-2", "hello");
        fail(store, "s-1", "hello");
        agent.call(store(2), () -> null, "s-1", "hello");
        assertThat(counter("memory.layer1.session.messages")).containsOnly(entry(Map.of(), 2L));
        assertThat(histogram("memory.operation.duration"))
                .containsEntry(Map.of("operation", "store", "layer", "1", "memory.namespace", "default"), 3L)
                .containsEntry(Map.of("operation", "store", "layer", "2", "memory.namespace", "default"), 1L);
        assertThat(metric("memory.operation.duration").getUnit()).isEqualTo("ms");
    }

    @Test
    @DisplayName("layer 1: several messages count as many, a list written anew one, any other whole none")
    void messagesCounted() throws Exception {
        Map<Field, String> fields = Map.of(Field.KEY, "arg0", Field.VALUE, "arg1", Field.RESULT_COUNT, "arg1.size?");
        int several = agent.memory(Operation.STORE, fields, rule -> rule.layer(1));
        agent.call(several, () -> null, "s-1", List.of("a", "b", "c"));
        agent.call(several, () -> null, "s-1", 7);
        agent.call(window(fields, "messages"), () -> null, "s-1", List.of("a", "b", "c"));
        agent.call(window(fields, "state"), () -> null, "s-1", Map.of("step", 1));
        assertThat(counter("memory.layer1.session.messages")).containsOnly(entry(Map.of(), 5L));
    }

    private int window(Map<Field, String> fields, String things) {
        return agent.memory(
                Operation.STORE,
                fields,
                rule -> rule.layer(1).attributes(Map.of("memory.window", List.of(Path.parse(things)))));
    }

    @Test
    @DisplayName("the label operation is the operation, or what its rule says instead")
    void namedOperation() throws Exception {
        int named = agent.memory(
                Operation.STORE,
                Map.of(Field.KEY, "arg0"),
                rule -> rule.layer(1).metricOperation("add_session_message"));
        agent.call(named, () -> null, "s-1");
        agent.call(store(1), () -> null, "s-1", "v");
        fail(named, "s-1");
        assertThat(histogram("memory.operation.duration"))
                .containsOnly(
                        entry(
                                Map.of("operation", "add_session_message", "layer", "1", "memory.namespace", "default"),
                                2L),
                        entry(Map.of("operation", "store", "layer", "1", "memory.namespace", "default"), 1L));
        assertThat(counter("memory.operation.errors").keySet())
                .allSatisfy(labels -> assertThat(labels).containsEntry("operation", "add_session_message"));
    }

    @Test
    @DisplayName("layer 2: what is found is a hit, nothing or an empty list a miss, a failure neither")
    void cache() throws Exception {
        int retrieve = retrieve(2);
        agent.call(retrieve, () -> List.of("a"), "s-1");
        agent.call(retrieve, () -> List.of(), "s-1");
        agent.call(retrieve, () -> null, "s-1");
        fail(retrieve, "s-1");
        agent.call(retrieve(1), () -> null, "s-1");
        assertThat(counter("memory.layer2.cache.hits")).containsOnly(entry(Map.of(), 1L));
        assertThat(counter("memory.layer2.cache.misses")).containsOnly(entry(Map.of(), 2L));
    }

    @Test
    @DisplayName("layer 3: queries by their tags, results as a histogram, the search's duration by operation and layer")
    void deep() throws Exception {
        int search =
                agent.memory(Operation.SEARCH, Map.of(Field.QUERY, "arg0", Field.TAGS, "arg1"), rule -> rule.layer(3));
        agent.call(search, () -> List.of(1, 2, 3), "q", List.of("auth", "jwt"));
        agent.call(search, () -> List.of(), "q", null);
        agent.call(search, () -> List.of(1), "q", List.of());
        fail(search, "q", null);
        agent.call(agent.search(), () -> List.of(), "p");
        assertThat(counter("memory.layer3.deep.queries"))
                .containsOnly(entry(Map.of("query_tags", "auth,jwt"), 1L), entry(Map.of("query_tags", "None"), 2L));
        HistogramDataPoint results =
                metric("memory.layer3.deep.results").getHistogram().getDataPoints(0);
        assertThat(results.getCount()).isEqualTo(3);
        assertThat(results.getSum()).isEqualTo(4);
        assertThat(results.getExplicitBoundsList()).contains(5.0, 20.0);
        assertThat(histogram("memory.search.duration"))
                .containsOnly(
                        entry(Map.of("operation", "search", "layer", "3", "memory.namespace", "default"), 4L),
                        entry(Map.of("operation", "search", "memory.namespace", "default"), 1L));
        assertThat(metric("memory.search.duration").getUnit()).isEqualTo("ms");
    }

    @Test
    @DisplayName("layer 4: validations by fact, violations by fact and severity, which is error where none is said")
    void facts() throws Exception {
        int validate = agent.memory(
                Operation.VALIDATE,
                Map.of(Field.KEY, "arg0", Field.VALID, "return.valid", Field.SEVERITY, "return.severity?"),
                rule -> rule.layer(4));
        agent.call(validate, () -> Map.of("valid", true), "LANG-001");
        agent.call(validate, () -> Map.of("valid", false, "severity", "warning"), "QUAL-004");
        agent.call(validate, () -> Map.of("valid", false), "QUAL-001");
        fail(validate, "QUAL-001");
        assertThat(counter("memory.layer4.paf.validations"))
                .containsOnly(
                        entry(Map.of("paf_id", "LANG-001"), 1L),
                        entry(Map.of("paf_id", "QUAL-004"), 1L),
                        entry(Map.of("paf_id", "QUAL-001"), 1L));
        assertThat(counter("memory.layer4.paf.violations"))
                .containsOnly(
                        entry(Map.of("paf_id", "QUAL-004", "severity", "warning"), 1L),
                        entry(Map.of("paf_id", "QUAL-001", "severity", "error"), 1L));
        assertThat(histogram("memory.operation.duration"))
                .containsEntry(Map.of("operation", "validate", "layer", "4", "memory.namespace", "default"), 4L);
    }

    @Test
    @DisplayName(
            "a context's load is timed by stage, mode and layers loaded, sampled or not, and not as one more operation")
    void load() throws Exception {
        restart(Sampler.alwaysOff());
        int load = agent.memory(
                Operation.LOAD,
                Map.of(Field.STAGE, "arg0", Field.MODE, "arg1", Field.LAYERS_LOADED, "arg2"),
                UnaryOperator.identity());
        agent.call(load, () -> null, "understand", "standard", List.of("session", "cache", "paf"));
        agent.call(load, () -> null, "plan", "rapid", 1);
        agent.call(load, () -> null, null, null, null);
        assertThat(histogram("memory.context.load.duration"))
                .containsOnly(
                        entry(Map.of("stage", "understand", "mode", "standard", "layers_loaded", "3"), 1L),
                        entry(Map.of("stage", "plan", "mode", "rapid", "layers_loaded", "1"), 1L),
                        entry(Map.of(), 1L));
        assertThat(metric("memory.context.load.duration").getUnit()).isEqualTo("ms");
        assertThat(isThere("memory.operation.duration")).isFalse();
    }

    @Test
    @DisplayName("durations have the limits of the shipped alerts and targets among their buckets")
    void limits() throws Exception {
        agent.call(store(1), () -> null, "s-1", "v");
        assertThat(metric("memory.operation.duration")
                        .getHistogram()
                        .getDataPoints(0)
                        .getExplicitBoundsList())
                .contains(50.0, 100.0, 200.0, 500.0, 2000.0);
    }

    @Test
    @DisplayName("an enrichment is timed, and its failure counts")
    void enrich() throws Exception {
        int enrich = agent.memory(Operation.ENRICH, Map.of(), UnaryOperator.identity());
        agent.call(enrich, () -> null);
        fail(enrich);
        assertThat(histogram("memory.enrichment.duration")).containsOnly(entry(Map.of(), 2L));
        assertThat(metric("memory.enrichment.duration").getUnit()).isEqualTo("ms");
        assertThat(counter("memory.operation.errors"))
                .containsOnly(entry(
                        Map.of(
                                "operation",
                                "enrich",
                                "memory.namespace",
                                "default",
                                "error.type",
                                "java.io.IOException"),
                        1L));
    }

    @Test
    @DisplayName(
            "a small session does not hide a large one: the size is the largest session's that is alive, beside their number")
    void largestSession() throws Exception {
        int retrieve = retrieve(1);
        agent.call(retrieve, () -> "a large session", "s-1");
        agent.call(retrieve, () -> "small", "s-2");
        agent.call(store(1), () -> null, "s-3", "a message of a session whose size is not known");
        assertThat(gauge("memory.session.size")).containsOnly(entry(Map.of("memory.namespace", "default"), 15.0));
        assertThat(count("memory.session.count")).containsOnly(entry(Map.of("memory.namespace", "default"), 3L));
        assertThat(metric("memory.session.size").getUnit()).isEqualTo("By");

        agent.call(agent.memory(Operation.DELETE, Map.of(Field.KEY, "arg0"), rule -> rule.layer(1)), () -> null, "s-1");
        agent.call(retrieve, () -> null, "s-3");
        assertThat(gauge("memory.session.size"))
                .as("deleted and empty sessions are none")
                .containsOnly(entry(Map.of("memory.namespace", "default"), 5.0));
        assertThat(count("memory.session.count")).containsOnly(entry(Map.of("memory.namespace", "default"), 1L));
    }

    @Test
    @DisplayName("a session's size falls as it rises, and a whole that is stored has one")
    void sizeOfSession() throws Exception {
        agent.call(retrieve(1), () -> "1234567", "s-1");
        agent.call(retrieve(1), () -> "123", "s-1");
        assertThat(gauge("memory.session.size").values()).containsExactly(3.0);
        agent.call(window(Map.of(Field.KEY, "arg0", Field.VALUE, "arg1"), "state"), () -> null, "s-2", "12345");
        assertThat(gauge("memory.session.size").values()).containsExactly(5.0);
    }

    @Test
    @DisplayName("a message that is deleted is not the session")
    void deletedMessage() throws Exception {
        int delete =
                agent.memory(Operation.DELETE, Map.of(Field.KEY, "arg0", Field.SESSION, "arg1"), rule -> rule.layer(1));
        agent.call(retrieve(1), () -> "12345", "s-1");
        agent.call(delete, () -> null, "message-7", "s-1");
        assertThat(gauge("memory.session.size").values()).containsExactly(5.0);
    }

    @Test
    @DisplayName(
            "a rule's gauge says the size of the session that its call works on; nothing else says that of a cache")
    void saidSizes() throws Exception {
        int said = agent.memory(
                Operation.STORE,
                Map.of(Field.KEY, "arg0", Field.SESSION, "arg0"),
                rule -> rule.layer(1)
                        .gauges(Agent.paths(Map.of("memory.session.size", "arg1", "memory.cache.size", "arg2"))));
        agent.call(said, () -> null, "s-1", 20_000_000, 1);
        agent.call(said, () -> null, "s-2", 17, 2);
        assertThat(gauge("memory.session.size").values()).containsExactly(20_000_000.0);
        assertThat(gauge("memory.cache.size").values()).containsExactly(2.0);
        assertThat(metric("memory.cache.size").getUnit()).isEqualTo("By");
    }

    @Test
    @DisplayName("what is read of a cache is not its size")
    void noCacheSize() throws Exception {
        agent.call(retrieve(2), () -> "1234567", "s-1");
        assertThat(counter("memory.layer2.cache.hits").values()).containsExactly(1L);
        assertThat(isThere("memory.cache.size")).isFalse();
        assertThat(isThere("memory.session.size")).isFalse();
        assertThat(isThere("memory.deep.count")).isFalse();
    }

    @Test
    @DisplayName("a rule's gauges show what its calls last showed: numbers, or the size of a collection")
    void gauges() throws Exception {
        int store = agent.memory(
                Operation.STORE,
                Map.of(Field.NAMESPACE, "arg0"),
                rule -> rule.layer(3)
                        .gauges(Agent.paths(Map.of(
                                "memory.deep.count", "arg1",
                                "acme.open", "arg2",
                                "memory.value_size", "arg1",
                                "no name", "arg1"))));
        agent.call(store, () -> null, "n", 12_000, List.of(1, 2));
        agent.call(store, () -> null, "n", 11_999, "no number");
        fail(store, "n", 0, 0);
        assertThat(gauge("memory.deep.count")).containsOnly(entry(Map.of("memory.namespace", "n"), 11_999.0));
        assertThat(gauge("acme.open")).containsOnly(entry(Map.of("memory.namespace", "n"), 2.0));
        assertThat(isThere("no name")).isFalse();
        assertThat(isThere("memory.value_size")).isFalse();
    }

    @Test
    @DisplayName("sessions are labels where the setting says so, bounded, counted, and shown as keys are")
    void sessions() throws Exception {
        restart(
                Sampler.alwaysOn(),
                "ENGRAM_METRICS_SESSION_IDS",
                "true",
                "ENGRAM_METRICS_LABEL_LIMIT",
                "2",
                "ENGRAM_KEYS",
                "hash");
        int store = store(1);
        for (int i = 0; i < 5; i++) {
            agent.call(store, () -> null, "s-" + i, "v");
        }
        KeyTexts keys = new KeyTexts(KeyMode.HASH, null);
        assertThat(counter("memory.layer1.session.messages"))
                .containsOnly(
                        entry(Map.of("session_id", String.valueOf(keys.session("s-0", KeyMode.HASH))), 1L),
                        entry(Map.of("session_id", String.valueOf(keys.session("s-1", KeyMode.HASH))), 1L),
                        entry(Map.of("session_id", "other"), 3L));
        assertThat(counter("engram.labels.overflowed")).containsOnly(entry(Map.of("attribute", "session_id"), 3L));
    }

    @Test
    @Tag("full")
    @DisplayName("every label is bounded, and so are their combinations; nothing is lost")
    void combinations() throws Exception {
        int delete = agent.memory(
                Operation.DELETE, Map.of(Field.NAMESPACE, "arg0", Field.AGENT_ID, "arg1"), UnaryOperator.identity());
        for (int namespace = 0; namespace < 60; namespace++) {
            for (int owner = 0; owner < 60; owner++) {
                agent.call(delete, () -> null, "n" + namespace, "a" + owner);
            }
            agent.awaitSpans();
        }
        Map<Map<String, Object>, Long> counts = histogram("memory.operation.duration");
        long rest = 3600 - 1800;
        assertThat(counts)
                .hasSize(1800 + 1)
                .containsEntry(Map.of("operation", "delete", "memory.namespace", "other", "agent.id", "other"), rest);
        assertThat(counter("engram.labels.overflowed")).containsOnly(entry(Map.of("attribute", "combination"), rest));
    }

    @Test
    @DisplayName("a part of another operation is in none of them")
    void parts() throws Exception {
        int outer = store(1);
        int inner = retrieve(1);
        agent.call(outer, () -> agent.call(inner, () -> "12345", "s-2"), "s-1", "v");
        assertThat(counter("memory.layer1.session.messages")).containsOnly(entry(Map.of(), 1L));
        assertThat(isThere("memory.session.size")).isFalse();
    }
}
