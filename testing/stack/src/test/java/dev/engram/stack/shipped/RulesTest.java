package dev.engram.stack.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Prometheus rules")
class RulesTest {

    private static List<String> faults(String from, String to) {
        List<String> files = Rules.shippedRules();
        assertThat(files).anyMatch(each -> each.contains(from));
        return new Rules(files.stream().map(each -> each.replace(from, to)).toList(), List.of())
                .faults(Series.shipped());
    }

    @Test
    @DisplayName("ask for metrics and labels that arrive, by the names that Prometheus gives them")
    void names() {
        assertThat(Rules.shipped().faults(Series.shipped())).isEmpty();
    }

    @Test
    @DisplayName(
            "would not pass with a name without its suffix, a label that is not there, or a text with one that does not remain")
    void wrongNames() {
        assertThat(faults("memory_layer4_paf_violations_total unless", "memory_layer4_paf_violations unless"))
                .contains("service_paf_severity:memory_layer4_paf_violations:increase5m: no metric"
                        + " memory_layer4_paf_violations arrives");
        assertThat(faults("count{layer!=\"\"}", "count{memory_layer!=\"\"}"))
                .containsExactly("service_layer:memory_operations:rate5m: memory_operation_duration_milliseconds_count"
                        + " has no label memory_layer");
        assertThat(faults("by (service_name, stage)", "by (service_name, phase)"))
                .contains(
                        "service_stage:memory_context_load_duration_milliseconds:avg5m: nothing has the label phase to"
                                + " group by");
        assertThat(faults("in mode {{ $labels.mode }}", "in mode {{ $labels.layer }}"))
                .containsExactly("ContextLoadingSlow: its text has no label layer");
    }

    @Test
    @DisplayName("are all tested, alerts firing and silent, recorded series with values and with none")
    void tested() {
        assertThat(Rules.shipped().untested()).isEmpty();
    }

    @Test
    @DisplayName("would not pass with an alert or a recorded series that no test knows")
    void untested() {
        List<String> rules = Rules.shippedRules().stream()
                .map(each -> each.replace("alert: TargetDown", "alert: TargetGone")
                        .replace(
                                "record: service_layer:memory_operations:rate5m",
                                "record: service_layer:operations:rate5m"))
                .toList();

        assertThat(new Rules(rules, Rules.shippedTests()).untested())
                .containsExactlyInAnyOrder("TargetGone", "service_layer:operations:rate5m");
    }

    @Test
    @DisplayName(
            "have the three alerts of the agent-memory span format and the three of the memory-layer metrics format")
    void alertsOfTheFormats() {
        assertThat(Rules.shipped().alerts())
                .contains(
                        "SlowMemoryOperation",
                        "HighMemoryFailureRate",
                        "LargeValueStorage",
                        "MemoryCacheHitRateLow",
                        "PAFViolationsDetected",
                        "ContextLoadingSlow");
    }

    @Test
    @DisplayName("are read as PromQL has them: names, selected labels, groups, words and texts told apart")
    void promQl() {
        PromQl parsed = PromQl.of(
                "histogram_quantile(0.95, sum by (le, b) (rate(m_bucket{a=\"x y{z}\", c!~'d'}[5m] offset 5m)))"
                        + " and on (b) label_replace(r:x:y, \"new\", \"v\", \"\", \"\") > bool 1e3");

        assertThat(parsed.selectors())
                .containsExactly(
                        new PromQl.Selector("m_bucket", Set.of("a", "c")), new PromQl.Selector("r:x:y", Set.of()));
        assertThat(parsed.groupings()).containsExactlyInAnyOrder("b", "le");
        assertThat(parsed.made()).containsExactly("new");
    }

    @Test
    @DisplayName(
            "find the fourteen metrics of memory layers and the three of operations in the documentation, as Prometheus names them")
    void metricsOfTheFormats() {
        Series series = Series.shipped();

        assertThat(List.of(
                        "memory_layer1_session_messages_total",
                        "memory_layer2_cache_hits_total",
                        "memory_layer2_cache_misses_total",
                        "memory_layer3_deep_queries_total",
                        "memory_layer3_deep_results_bucket",
                        "memory_layer4_paf_validations_total",
                        "memory_layer4_paf_violations_total",
                        "memory_operation_duration_milliseconds_bucket",
                        "memory_context_load_duration_milliseconds_bucket",
                        "memory_search_duration_milliseconds_bucket",
                        "memory_enrichment_duration_milliseconds_bucket",
                        "memory_session_size_bytes",
                        "memory_cache_size_bytes",
                        "memory_deep_count",
                        "memory_operation_errors_total",
                        "memory_value_size_bytes_bucket"))
                .allMatch(series::has);
        assertThat(series.labels("memory_operation_errors_total"))
                .containsExactlyInAnyOrder(
                        "service_name",
                        "job",
                        "instance",
                        "operation",
                        "layer",
                        "memory_namespace",
                        "agent_id",
                        "error_type");
    }
}
