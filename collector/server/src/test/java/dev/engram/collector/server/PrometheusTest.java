package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.resource.v1.Resource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("GET /metrics, which Prometheus scrapes")
class PrometheusTest {

    private TestCollector collector;

    @BeforeEach
    void start() {
        collector = new TestCollector();
    }

    @AfterEach
    void stop() {
        collector.close();
    }

    @Test
    @DisplayName("has what applications sent, under Prometheus' names, with service and instance")
    void names() throws Exception {
        send(
                "one",
                sum("memory.layer2.cache.hits", "{hit}", true, number(3)),
                sum("open.calls", "{call}", false, number(4)),
                gauge("memory.session.size", "By", number(1024, "memory.namespace", "chat")),
                gauge("share", "1", number(1)),
                histogram("memory.operation.duration", "ms"));
        HttpResponse<String> answer = get(null);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/plain; version=0.0.4");
        assertThat(answer.body().lines())
                .contains(
                        "# TYPE memory_layer2_cache_hits_total counter",
                        "memory_layer2_cache_hits_total{instance=\"one\",service_name=\"shop\"} 3.0",
                        "# TYPE open_calls gauge",
                        "open_calls{instance=\"one\",service_name=\"shop\"} 4.0",
                        "memory_session_size_bytes{instance=\"one\",memory_namespace=\"chat\",service_name=\"shop\"} 1024.0",
                        "share_ratio{instance=\"one\",service_name=\"shop\"} 1.0",
                        "# TYPE memory_operation_duration_milliseconds histogram",
                        "memory_operation_duration_milliseconds_bucket{instance=\"one\",operation=\"store\",service_name=\"shop\",le=\"10.0\"} 1",
                        "memory_operation_duration_milliseconds_bucket{instance=\"one\",operation=\"store\",service_name=\"shop\",le=\"100.0\"} 3",
                        "memory_operation_duration_milliseconds_bucket{instance=\"one\",operation=\"store\",service_name=\"shop\",le=\"+Inf\"} 4",
                        "memory_operation_duration_milliseconds_count{instance=\"one\",operation=\"store\",service_name=\"shop\"} 4",
                        "memory_operation_duration_milliseconds_sum{instance=\"one\",operation=\"store\",service_name=\"shop\"} 250.5");
    }

    @Test
    @DisplayName("has the newest point of each series, and keeps two processes of one service apart")
    void newest() throws Exception {
        send("one", sum("calls", "", true, number(3)));
        send("two", sum("calls", "", true, number(30)));
        send("one", sum("calls", "", true, number(5)));
        assertThat(get(null).body().lines().filter(line -> line.startsWith("calls_total")))
                .containsExactlyInAnyOrder(
                        "calls_total{instance=\"one\",service_name=\"shop\"} 5.0",
                        "calls_total{instance=\"two\",service_name=\"shop\"} 30.0");
    }

    @Test
    @DisplayName("has the collector's own accounts, which agree with /api/status")
    void own() throws Exception {
        collector.send(SeedTrace.request());
        collector.send(SeedTrace.request());
        assertThat(get(null).body().lines())
                .contains(
                        "engram_collector_items_accepted_total 26.0",
                        "engram_collector_items_stored_total 13.0",
                        "engram_collector_items_duplicates_total 13.0",
                        "engram_collector_items_queued 0.0",
                        "engram_collector_spans 13.0",
                        "engram_collector_requests_refused_total 0.0");
    }

    @Test
    @DisplayName("can be read whatever names, labels and values a sender chooses; what cannot be shown is counted")
    void strange() throws Exception {
        send(
                "one",
                gauge(
                        "1 ü{}\n\"",
                        "",
                        number(1, "a.b", "x\"\n\\", "a_b", "y", "le", "z", "instance", "mine", "__x", "w")),
                sum("falls", "", true, number(-1)),
                sum("fine", "", true, number(1)),
                gauge("fine", "", number(2)),
                gauge("none", "", NumberDataPoint.newBuilder().setTimeUnixNano(1)),
                Metric.newBuilder()
                        .setName("delta")
                        .setSum(Sum.newBuilder()
                                .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA)
                                .addDataPoints(number(1))));
        String body = get(null).body();
        assertThat(body.lines())
                .contains(
                        "fine_total{instance=\"one\",service_name=\"shop\"} 1.0",
                        "engram_collector_scrape_series_left_out 3.0",
                        "engram_collector_scrape_points_left_out_total 1.0")
                .anyMatch(line -> line.contains("a_b=\"x\\\"\\n\\\\;y\"")
                        && line.contains("exported_le=\"z\"")
                        && line.contains("exported_instance=\"mine\"")
                        && line.contains("instance=\"one\""))
                .allMatch(
                        line -> line.startsWith("#")
                                || line.matches(
                                        "[a-zA-Z_:][a-zA-Z0-9_:]*(\\{([a-zA-Z_][a-zA-Z0-9_]*=\"([^\"\\\\]|\\\\.)*\",?)*})? \\S+"));
    }

    @Test
    @DisplayName("is OpenMetrics where the scraper asks for that")
    void openMetrics() throws Exception {
        HttpResponse<String> answer = get("application/openmetrics-text; version=1.0.0");
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("application/openmetrics-text");
        assertThat(answer.body()).endsWith("# EOF\n");
    }

    private void send(String instance, Metric.Builder... metrics) throws InterruptedException {
        ScopeMetrics.Builder scope = ScopeMetrics.newBuilder();
        for (Metric.Builder metric : metrics) {
            scope.addMetrics(metric);
        }
        ExportMetricsServiceRequest request = ExportMetricsServiceRequest.newBuilder()
                .addResourceMetrics(ResourceMetrics.newBuilder()
                        .setResource(Resource.newBuilder()
                                .addAttributes(SeedTrace.attribute("service.name", "shop"))
                                .addAttributes(SeedTrace.attribute("service.instance.id", instance)))
                        .addScopeMetrics(scope))
                .build();
        assertThat(Http.post(collector.get().httpPort(), "/v1/metrics", request.toByteArray(), TestCollector.PROTOBUF)
                        .statusCode())
                .isEqualTo(200);
    }

    private static Metric.Builder sum(String name, String unit, boolean monotonic, NumberDataPoint.Builder point) {
        return Metric.newBuilder()
                .setName(name)
                .setUnit(unit)
                .setSum(Sum.newBuilder()
                        .setIsMonotonic(monotonic)
                        .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
                        .addDataPoints(point));
    }

    private static Metric.Builder gauge(String name, String unit, NumberDataPoint.Builder point) {
        return Metric.newBuilder()
                .setName(name)
                .setUnit(unit)
                .setGauge(Gauge.newBuilder().addDataPoints(point));
    }

    private static Metric.Builder histogram(String name, String unit) {
        return Metric.newBuilder()
                .setName(name)
                .setUnit(unit)
                .setHistogram(Histogram.newBuilder()
                        .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
                        .addDataPoints(HistogramDataPoint.newBuilder()
                                .setTimeUnixNano(1)
                                .addAttributes(SeedTrace.attribute("operation", "store"))
                                .addAllExplicitBounds(List.of(10.0, 100.0))
                                .addAllBucketCounts(List.of(1L, 2L, 1L))
                                .setCount(4)
                                .setSum(250.5)));
    }

    private static NumberDataPoint.Builder number(long value, String... labels) {
        NumberDataPoint.Builder point = NumberDataPoint.newBuilder()
                .setTimeUnixNano(1_700_000_000_000_000_000L)
                .setAsInt(value);
        for (int i = 0; i < labels.length; i += 2) {
            point.addAttributes(SeedTrace.attribute(labels[i], labels[i + 1]));
        }
        return point;
    }

    @Test
    @DisplayName("is OpenMetrics for a Prometheus that prefers protobuf, as one does that reads when counters began")
    void protobufPreferred() throws Exception {
        send("one", sum("fine", "", true, number(1)));
        HttpResponse<String> answer =
                get("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,"
                        + "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text"));
        assertThat(answer.body()).contains("fine_total").endsWith("# EOF\n");
    }

    private HttpResponse<String> get(@Nullable String accept) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(collector.get().apiUrl() + "/metrics"));
        if (accept != null) {
            request.header("Accept", accept);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }
}
