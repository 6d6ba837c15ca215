package dev.engram.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.engram.collector.sql.QueryException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The demo plays each of its scenes once, so each metric has one right value. It is taken from the spans, which come another way,
 * and of gauges, which no span tells, from what Engram's collector was sent.
 */
@ExtendWith(Shown.class)
@DisplayName("Every metric of the seeds stands in the real Prometheus with its right value")
class MetricsInPrometheusIT {
    private static final Duration SCRAPED_WITHIN = Duration.ofMinutes(2);
    private static final String OPERATIONS =
            "attributes['memory.operation'] IN ('store', 'retrieve', 'search', 'delete', 'validate')";

    @BeforeEach
    void awaitTheLastScrape(Showing showing) throws Exception {
        double operations = expected(showing, "count(*)", OPERATIONS);
        await().atMost(SCRAPED_WITHIN)
                .until(() -> value(showing, "memory_operation_duration_milliseconds_count") == operations);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "memory_layer1_session_messages_total | store | = 1 | true",
                "memory_layer2_cache_hits_total | retrieve | = 2 | attributes['memory.found']",
                "memory_layer2_cache_misses_total | retrieve | = 2 | NOT attributes['memory.found']",
                "memory_layer3_deep_queries_total | search | = 3 | true",
                "memory_layer3_deep_results_count | search | = 3 | true",
                "memory_layer4_paf_validations_total | validate | = 4 | true",
                "memory_layer4_paf_violations_total | validate | = 4 | NOT attributes['memory.valid']",
                "memory_search_duration_milliseconds_count | search | IS NULL OR true | true",
                "memory_context_load_duration_milliseconds_count | load | IS NULL OR true | true",
                "memory_enrichment_duration_milliseconds_count | enrich | = 3 | true",
            })
    @DisplayName("counts what the spans show")
    void counts(String metric, String operation, String layer, String condition, Showing showing) throws Exception {
        double expected = expected(
                showing,
                "count(*)",
                "attributes['memory.operation'] = '" + operation + "' AND (attributes['memory.layer'] " + layer
                        + ") AND " + condition);
        assertThat(expected).isPositive();
        assertThat(value(showing, metric)).isEqualTo(expected);
    }

    @Test
    @DisplayName("memory_layer3_deep_results adds up what the searches found")
    void deepResults(Showing showing) throws Exception {
        assertThat(value(showing, "memory_layer3_deep_results_sum"))
                .isPositive()
                .isEqualTo(expected(
                        showing,
                        "sum(attributes['memory.result_count'])",
                        "attributes['memory.operation'] = 'search' AND attributes['memory.layer'] = 3"));
    }

    @Test
    @DisplayName("memory_value_size_bytes counts the values and adds up their bytes")
    void valueSizes(Showing showing) throws Exception {
        String sized = "attributes['memory.value_size'] IS NOT NULL";
        assertThat(value(showing, "memory_value_size_bytes_count"))
                .isPositive()
                .isEqualTo(expected(showing, "count(*)", sized));
        assertThat(value(showing, "memory_value_size_bytes_sum"))
                .isEqualTo(expected(showing, "sum(attributes['memory.value_size'])", sized));
    }

    @Test
    @DisplayName("memory_operation_duration_milliseconds adds up the milliseconds of the spans")
    void durations(Showing showing) throws Exception {
        assertThat(value(showing, "memory_operation_duration_milliseconds_sum"))
                .isCloseTo(
                        expected(showing, "sum(attributes['memory.operation_duration_ms'])", OPERATIONS),
                        within(0.001));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "memory_session_size_bytes, memory.session.size",
        "memory_cache_size_bytes, memory.cache.size",
        "memory_deep_count, memory.deep.count"
    })
    @DisplayName("is the last value that the application showed")
    void gauges(String metric, String name, Showing showing) throws Exception {
        double last = number(showing, """
                SELECT sum(last) FROM (
                  SELECT arg_max(value, time) AS last FROM metrics
                  WHERE name = '%s' AND service_name = '%s' GROUP BY attributes::VARCHAR)""".formatted(name, Showing.SERVICE));
        assertThat(value(showing, metric)).isPositive().isEqualTo(last);
    }

    @Test
    @DisplayName("memory_operation_errors_total counts the operations of an application whose Redis is gone")
    void errors(Showing showing) throws Exception {
        double failed = number(showing, """
                SELECT count(*) FROM spans WHERE service_name = '%s' AND status_code = 'ERROR'
                AND attributes['memory.operation'] IS NOT NULL""".formatted(Showing.FAILING_SERVICE));
        assertThat(failed).isPositive();
        await().atMost(SCRAPED_WITHIN)
                .until(() -> showing.prometheus()
                                .sum("memory_operation_errors_total{service_name=\"" + Showing.FAILING_SERVICE + "\"}")
                        == failed);
    }

    @Test
    @DisplayName("the service graph has the application's memory and its Redis as nodes")
    void serviceGraph(Showing showing) {
        for (String node : new String[] {"memory", "redis"}) {
            await().atMost(SCRAPED_WITHIN)
                    .until(() -> showing.prometheus()
                                    .sum("traces_service_graph_request_total{client=\"" + Showing.SERVICE
                                            + "\",server=\"" + node + "\"}")
                            > 0);
        }
    }

    /** The demo has no operation that is a part of another, so every span counts. */
    private static double expected(Showing showing, String aggregate, String condition) throws QueryException {
        return number(
                showing,
                "SELECT " + aggregate + " FROM spans WHERE service_name = '" + Showing.SERVICE + "' AND " + condition);
    }

    private static double number(Showing showing, String sql) throws QueryException {
        return ((Number) showing.sidecar().query(sql).rows().get(0).get(0)).doubleValue();
    }

    private static double value(Showing showing, String metric) throws Exception {
        return showing.prometheus().sum(metric + "{service_name=\"" + Showing.SERVICE + "\"}");
    }
}
