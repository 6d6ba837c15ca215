package dev.engram.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.engram.collector.server.sql.QueryException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The demo plays each of its scenes once, so each metric has one right value. It is taken from the spans, which come another way,
 * and of gauges, which no span tells, from what Engram's collector was sent.
 */
@ExtendWith(Shown.class)
@Tag("real-stack")
@DisplayName("Every metric of memory operations and layers is in the real Prometheus with its right value")
class MetricsInPrometheusIT {
    private static final Duration SCRAPED_WITHIN = Duration.ofMinutes(2);
    private static final String OPERATIONS = "operation IN ('store', 'retrieve', 'search', 'delete', 'validate')";

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
                "memory_layer1_session_messages_total            | operation = 'store' AND layer = 1",
                "memory_layer2_cache_hits_total                  | operation = 'retrieve' AND layer = 2 AND found",
                "memory_layer2_cache_misses_total                | operation = 'retrieve' AND layer = 2 AND NOT found",
                "memory_layer3_deep_queries_total                | operation = 'search' AND layer = 3",
                "memory_layer3_deep_results_count                | operation = 'search' AND layer = 3",
                "memory_layer4_paf_validations_total             | operation = 'validate' AND layer = 4",
                "memory_layer4_paf_violations_total              | operation = 'validate' AND layer = 4 AND NOT valid",
                "memory_search_duration_milliseconds_count       | operation = 'search'",
                "memory_context_load_duration_milliseconds_count | operation = 'load'",
                "memory_enrichment_duration_milliseconds_count   | operation = 'enrich'",
            },
            quoteCharacter = '"')
    @DisplayName("counts what the spans show")
    void counts(String metric, String condition, Showing showing) throws Exception {
        double expected = expected(showing, "count(*)", condition);
        assertThat(expected).isPositive();
        assertThat(value(showing, metric)).isEqualTo(expected);
    }

    @Test
    @DisplayName("memory_layer3_deep_results adds up what the searches found")
    void deepResults(Showing showing) throws Exception {
        assertThat(value(showing, "memory_layer3_deep_results_sum"))
                .isPositive()
                .isEqualTo(expected(showing, "sum(found_in_all)", "operation = 'search' AND layer = 3"));
    }

    @Test
    @DisplayName("memory_value_size_bytes counts the values and adds up their bytes")
    void valueSizes(Showing showing) throws Exception {
        String sized = "bytes IS NOT NULL";
        assertThat(value(showing, "memory_value_size_bytes_count"))
                .isPositive()
                .isEqualTo(expected(showing, "count(*)", sized));
        assertThat(value(showing, "memory_value_size_bytes_sum")).isEqualTo(expected(showing, "sum(bytes)", sized));
    }

    @Test
    @DisplayName("memory_operation_duration_milliseconds adds up the milliseconds of the spans")
    void durations(Showing showing) throws Exception {
        assertThat(value(showing, "memory_operation_duration_milliseconds_sum"))
                .isCloseTo(expected(showing, "sum(milliseconds)", OPERATIONS), within(0.001));
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

    @Test
    @DisplayName(
            "Engram's collector is scraped: what it stored is what it has, and no application's series comes twice")
    void collector(Showing showing) throws Exception {
        double stored = number(showing, "SELECT count(*) FROM spans");
        await().atMost(SCRAPED_WITHIN)
                .until(() -> showing.prometheus().sum("engram_collector_spans{job=\"engram-collector\"}") >= stored);
        assertThat(showing.prometheus().sum("engram_collector_items_accepted_total{job=\"engram-collector\"}"))
                .isGreaterThanOrEqualTo(stored);
        assertThat(showing.prometheus().query("{job=\"engram-collector\", __name__=~\"memory_.*\"}"))
                .isEmpty();
    }

    /** What the spans give; the demo has no operation that is a part of another, so every one counts. */
    private static double expected(Showing showing, String aggregate, String condition) throws QueryException {
        return number(showing, """
                SELECT %s FROM (
                  SELECT attributes['memory.operation'] AS operation, attributes['memory.layer'] AS layer,
                    attributes['memory.found'] AS found, attributes['memory.valid'] AS valid,
                    attributes['memory.value_size'] AS bytes, attributes['memory.result_count'] AS found_in_all,
                    attributes['memory.operation_duration_ms'] AS milliseconds
                  FROM spans WHERE service_name = '%s')
                WHERE %s""".formatted(aggregate, Showing.SERVICE, condition));
    }

    private static double number(Showing showing, String sql) throws QueryException {
        return ((Number) showing.collector().query(sql).rows().get(0).get(0)).doubleValue();
    }

    private static double value(Showing showing, String metric) throws Exception {
        return showing.prometheus().sum(metric + "{service_name=\"" + Showing.SERVICE + "\"}");
    }
}
