package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
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
    @Tag("full")
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
    @Tag("full")
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
    @Tag("full")
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
                        "engram_collector_scrape_series_left_out{reason=\"same_labels\"} 0.0",
                        "engram_collector_scrape_series_left_out{reason=\"type\"} 1.0",
                        "engram_collector_scrape_series_left_out{reason=\"value\"} 2.0",
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
    @DisplayName("keeps scopes, hosts and namespaces apart; what nothing tells apart shows the newest, and is counted")
    void sources() throws Exception {
        String calls = "calls";
        post(metrics(Map.of("service.name", "shop"), "", "", sum(calls, "", true, number(1))));
        post(metrics(Map.of("service.name", "shop"), "one", "1.0", sum(calls, "", true, number(2))));
        post(metrics(Map.of("service.name", "shop"), "two", "", sum(calls, "", true, number(3))));
        post(metrics(Map.of("service.name", "shop", "host.name", "a"), "", "", sum(calls, "", true, number(4))));
        post(metrics(
                Map.of("service.name", "shop", "host.name", "b", "process.pid", "7"),
                "",
                "",
                sum(calls, "", true, number(5))));
        post(metrics(
                Map.of("service.name", "shop", "service.namespace", "eu"), "", "", sum(calls, "", true, number(6))));
        // Nothing that becomes a label tells them apart.
        post(metrics(Map.of("service.name", "same", "zone", "1"), "", "", sum(calls, "", true, number(7))));
        post(metrics(Map.of("service.name", "same", "zone", "2"), "", "", sum(calls, "", true, number(8))));
        assertThat(get(null).body().lines())
                .contains(
                        "calls_total{service_name=\"shop\"} 1.0",
                        "calls_total{otel_scope_name=\"one\",otel_scope_version=\"1.0\",service_name=\"shop\"} 2.0",
                        "calls_total{otel_scope_name=\"two\",service_name=\"shop\"} 3.0",
                        "calls_total{instance=\"a\",service_name=\"shop\"} 4.0",
                        "calls_total{instance=\"b:7\",service_name=\"shop\"} 5.0",
                        "calls_total{service_name=\"shop\",service_namespace=\"eu\"} 6.0",
                        "calls_total{service_name=\"same\"} 8.0",
                        "engram_collector_scrape_series_left_out{reason=\"same_labels\"} 1.0")
                .doesNotContain("calls_total{service_name=\"same\"} 7.0");
    }

    @Test
    @Tag("full")
    @DisplayName("tells names apart that begin with a digit or are not Latin, and writes units of rates")
    void namesOfAllKinds() throws Exception {
        send(
                "one",
                sum("4xx.count", "{request}", true, number(4)),
                sum("5xx.count", "{request}", true, number(5)),
                gauge("\u30e1\u30e2\u30ea", "By", number(1)),
                gauge("\u30b5\u30a4\u30ba", "By", number(2)),
                gauge("disk.rate", "By/s", number(3, "1st", "x")),
                gauge("calls", "{call}/min", number(6)),
                gauge("temperature", "Cel", number(7)),
                gauge("other", "widget", number(8)));
        String body = get(null).body();
        assertThat(body.lines())
                .contains(
                        "_4xx_count_total{instance=\"one\",service_name=\"shop\"} 4.0",
                        "_5xx_count_total{instance=\"one\",service_name=\"shop\"} 5.0",
                        "U___30e1__30e2__30ea__bytes{instance=\"one\",service_name=\"shop\"} 1.0",
                        "U___30b5__30a4__30ba__bytes{instance=\"one\",service_name=\"shop\"} 2.0",
                        "disk_rate_bytes_per_second{_1st=\"x\",instance=\"one\",service_name=\"shop\"} 3.0",
                        "calls_per_minute{instance=\"one\",service_name=\"shop\"} 6.0",
                        "temperature_celsius{instance=\"one\",service_name=\"shop\"} 7.0",
                        "other_widget{instance=\"one\",service_name=\"shop\"} 8.0");
    }

    @Test
    @Tag("full")
    @DisplayName("has the quantiles of summaries, and exponential histograms of any scale, with negative values too")
    void distributions() throws Exception {
        Metric.Builder summary = Metric.newBuilder()
                .setName("latency")
                .setSummary(Summary.newBuilder()
                        .addDataPoints(SummaryDataPoint.newBuilder()
                                .setTimeUnixNano(1)
                                .setCount(3)
                                .setSum(6)
                                .addQuantileValues(SummaryDataPoint.ValueAtQuantile.newBuilder()
                                        .setQuantile(0.5)
                                        .setValue(2))
                                .addQuantileValues(SummaryDataPoint.ValueAtQuantile.newBuilder()
                                        .setQuantile(0.99)
                                        .setValue(3))));
        send("one", summary, exponential("wide", -10, -2), exponential("narrow", 0, 0));
        String labels = "{instance=\"one\",service_name=\"shop\"";
        assertThat(get(null).body().lines())
                .contains(
                        "latency" + labels + ",quantile=\"0.5\"} 2.0",
                        "latency" + labels + ",quantile=\"0.99\"} 3.0",
                        "latency_count" + labels + "} 3",
                        "narrow_bucket" + labels + ",le=\"-2.0\"} 1",
                        "narrow_bucket" + labels + ",le=\"-1.0\"} 3",
                        "narrow_bucket" + labels + ",le=\"0.0\"} 4",
                        "narrow_bucket" + labels + ",le=\"2.0\"} 5",
                        "narrow_bucket" + labels + ",le=\"4.0\"} 7",
                        "narrow_count" + labels + "} 7",
                        "narrow_sum" + labels + "} -2.5",
                        "wide_count" + labels + "} 7",
                        "wide_sum" + labels + "} -2.5",
                        "engram_collector_scrape_series_left_out{reason=\"value\"} 0.0");
        collector.flush();
        assertThat(collector.rows("SELECT quantiles FROM metrics WHERE name = 'latency'"))
                .containsExactly(List.of(
                        List.of(Map.of("quantile", 0.5, "value", 2.0), Map.of("quantile", 0.99, "value", 3.0))));
        assertThat(collector
                        .get()
                        .status()
                        .path("fieldsNotKept")
                        .path("metric.resource_attributes")
                        .asInt())
                .isEqualTo(1);
        assertThat(collector.rows("SELECT name, sum, bucket_counts FROM metrics WHERE type LIKE 'expo%' ORDER BY name"))
                .containsExactly(
                        List.of("narrow", -2.5, List.of(1L, 2L, 1L, 1L, 2L, 0L)),
                        List.of("wide", -2.5, List.of(1L, 3L, 1L, 2L, 0L)));
    }

    /** Two buckets below zero with 2 and 1, one value that is zero, two above with 1 and 2. */
    private static Metric.Builder exponential(String name, int scale, int offset) {
        return Metric.newBuilder()
                .setName(name)
                .setExponentialHistogram(ExponentialHistogram.newBuilder()
                        .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
                        .addDataPoints(ExponentialHistogramDataPoint.newBuilder()
                                .setTimeUnixNano(1)
                                .setScale(scale)
                                .setZeroCount(1)
                                .setNegative(ExponentialHistogramDataPoint.Buckets.newBuilder()
                                        .setOffset(offset)
                                        .addAllBucketCounts(List.of(2L, 1L)))
                                .setPositive(ExponentialHistogramDataPoint.Buckets.newBuilder()
                                        .setOffset(offset)
                                        .addAllBucketCounts(List.of(1L, 2L)))
                                .setCount(7)
                                .setSum(-2.5)));
    }

    @Test
    @DisplayName("is OpenMetrics where the scraper asks for that")
    void openMetrics() throws Exception {
        HttpResponse<String> answer = get("application/openmetrics-text; version=1.0.0");
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("application/openmetrics-text");
        assertThat(answer.body()).endsWith("# EOF\n");
    }

    private void send(String instance, Metric.Builder... metrics) {
        post(metrics(Map.of("service.name", "shop", "service.instance.id", instance), "", "", metrics));
    }

    private static ExportMetricsServiceRequest metrics(
            Map<String, String> resource, String scope, String version, Metric.Builder... metrics) {
        ScopeMetrics.Builder scoped = ScopeMetrics.newBuilder();
        scoped.getScopeBuilder().setName(scope).setVersion(version);
        for (Metric.Builder metric : metrics) {
            scoped.addMetrics(metric);
        }
        Resource.Builder sender = Resource.newBuilder();
        resource.forEach((key, value) -> sender.addAttributes(SeedTrace.attribute(key, value)));
        return ExportMetricsServiceRequest.newBuilder()
                .addResourceMetrics(
                        ResourceMetrics.newBuilder().setResource(sender).addScopeMetrics(scoped))
                .build();
    }

    private void post(ExportMetricsServiceRequest request) {
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
    @Tag("full")
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
