package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.engram.collector.common.model.Table;
import dev.engram.collector.common.render.TextTable;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("docs/sql.md")
class SqlPageTest {

    private static final String PAGE = read();

    /** A block of SQL with the output that follows it. */
    private static final Pattern QUERY = Pattern.compile("```sql\n(.+?)\n```\n\n```\n(.+?)\n```", Pattern.DOTALL);

    private static final Pattern JSON = Pattern.compile("```json\n(.+?)\n```");
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| `([\\w\\[\\]]+)` \\| .+ \\|");
    private static final Pattern FIELDS = Pattern.compile("\\| `([A-Z]+)` \\| (`.+`) \\|");
    private static final Pattern FIELD = Pattern.compile("\"?([\\w.]+)\"? ([A-Z]+)");

    private static TestCollector collector;

    private record Query(String sql, String output) {

        @Override
        public String toString() {
            return sql;
        }
    }

    @BeforeAll
    static void start() throws InterruptedException {
        collector = new TestCollector();
        collector.send(SeedTrace.request());
        collector.send(failedCommand());
        HttpResponse<byte[]> answer =
                Http.post(collector.get().httpPort(), "/v1/metrics", metrics().toByteArray(), TestCollector.PROTOBUF);
        assertThat(answer.statusCode()).isEqualTo(200);
        collector.flush();
    }

    @AfterAll
    static void stop() {
        collector.close();
    }

    @Test
    @Tag("full")
    @DisplayName("times: what arrived now is of the last five minutes, in both views, and what is old is not")
    void now() throws Exception {
        try (TestCollector other = new TestCollector()) {
            other.send(SeedTrace.request());
            long nanos = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
            ExportTraceServiceRequest.Builder spans = ExportTraceServiceRequest.newBuilder();
            spans.addResourceSpansBuilder()
                    .addScopeSpansBuilder()
                    .addSpans(Span.newBuilder()
                            .setTraceId(ByteString.copyFrom(new byte[15]).concat(ByteString.copyFrom(new byte[] {1})))
                            .setSpanId(SeedTrace.id(1))
                            .setName("now")
                            .setStartTimeUnixNano(nanos)
                            .setEndTimeUnixNano(nanos));
            other.send(spans.build());
            ExportMetricsServiceRequest.Builder metrics = ExportMetricsServiceRequest.newBuilder();
            for (long time : new long[] {1, nanos}) {
                metrics.addResourceMetricsBuilder()
                        .addScopeMetricsBuilder()
                        .addMetricsBuilder()
                        .setName(time == 1 ? "old" : "now")
                        .getGaugeBuilder()
                        .addDataPointsBuilder()
                        .setTimeUnixNano(time)
                        .setAsInt(7);
            }
            Http.post(other.get().httpPort(), "/v1/metrics", metrics.build().toByteArray(), TestCollector.PROTOBUF);
            other.flush();
            Matcher queries =
                    Pattern.compile("engram query \"(.*now\\(\\).*)\"").matcher(PAGE);
            int asked = 0;
            while (queries.find()) {
                asked++;
                assertThat(other.rows(queries.group(1)))
                        .as(queries.group(1))
                        .singleElement()
                        .satisfies(row -> assertThat(row.get(0)).isEqualTo("now"));
            }
            assertThat(asked).isEqualTo(2);
            assertThat(other.rows(
                            "SELECT current_timestamp - start_time < INTERVAL 5 MINUTE FROM spans WHERE name = 'now'"))
                    .containsExactly(List.of(true));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"spans", "metrics"})
    @DisplayName("lists the columns of a view, in their order and with their types")
    void columns(String view) {
        List<String> documented = ROW.matcher(section("## `" + view + "`"))
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();
        List<String> real = collector.rows("DESCRIBE " + view).stream()
                .map(row -> row.get(0) + " " + String.valueOf(row.get(1)).replaceFirst("STRUCT\\(.*\\)", "STRUCT"))
                .toList();
        assertThat(documented).isEqualTo(real);
    }

    @Test
    @DisplayName("lists the attributes that are fields of an empty store, by their types")
    void fields() {
        Map<String, TreeSet<String>> documented = new TreeMap<>();
        FIELDS.matcher(section("### Fields of `attributes`"))
                .results()
                .forEach(row -> documented.put(
                        row.group(1),
                        new TreeSet<>(List.of(row.group(2).replace("`", "").split(", ", -1)))));
        try (TestCollector empty = new TestCollector()) {
            String struct = String.valueOf(
                    empty.rows("SELECT column_type FROM (DESCRIBE spans) WHERE column_name = 'attributes'")
                            .get(0)
                            .get(0));
            Map<String, TreeSet<String>> real = FIELD.matcher(struct.substring(struct.indexOf('(')))
                    .results()
                    .collect(Collectors.groupingBy(
                            field -> field.group(2),
                            TreeMap::new,
                            Collectors.mapping(field -> field.group(1), Collectors.toCollection(TreeSet::new))));
            assertThat(documented).isEqualTo(real);
        }
    }

    @Test
    @DisplayName("has ten queries, each with its output")
    void tenQueries() {
        assertThat(queries()).hasSize(10);
        assertThat(PAGE.split("```sql", -1)).hasSize(11);
    }

    @ParameterizedTest
    @MethodSource("queries")
    @DisplayName("has queries that run, find something, and give the columns that are shown")
    void query(Query query) throws Exception {
        Table table = collector.get().query(query.sql());
        assertThat(table.rows()).isNotEmpty();
        assertThat(names(TextTable.render(table))).isEqualTo(names(query.output()));
    }

    @Test
    @DisplayName("has a request to /api/query that is answered with the response that follows")
    void request() {
        List<String> bodies =
                JSON.matcher(PAGE).results().map(found -> found.group(1)).toList();
        assertThat(bodies).hasSize(2);
        HttpResponse<byte[]> answer = Http.post(
                collector.get().apiPort(),
                "/api/query",
                bodies.get(0).getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/json");
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(bodies.get(1));
    }

    @Test
    @DisplayName("names the status of a body that is too large")
    void tooLarge() {
        HttpResponse<byte[]> answer = Http.post(
                collector.get().apiPort(), "/api/query", new byte[(1 << 20) + 1], "Content-Type", "application/json");
        assertThat(PAGE).contains("| " + answer.statusCode() + " | the body is larger than 1 MiB |");
    }

    private static List<Query> queries() {
        return QUERY.matcher(PAGE)
                .results()
                .map(found -> new Query(found.group(1), found.group(2)))
                .toList();
    }

    /** The names of a printed table's columns. */
    private static List<String> names(String table) {
        return List.of(table.substring(0, table.indexOf('\n')).trim().split(" {2,}", -1));
    }

    /** The text from a heading to the next. */
    private static String section(String heading) {
        Matcher section = Pattern.compile(
                        "^" + Pattern.quote(heading) + "\n(.+?)^#", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(PAGE);
        assertThat(section.find()).as(heading).isTrue();
        return section.group(1);
    }

    /** A Redis command of the sample trace's first store, which failed. */
    private static ExportTraceServiceRequest failedCommand() {
        ExportTraceServiceRequest.Builder request = SeedTrace.request().toBuilder();
        Span store = request.getResourceSpans(0).getScopeSpans(0).getSpans(2);
        request.getResourceSpansBuilder(0)
                .getScopeSpansBuilder(0)
                .clearSpans()
                .addSpans(Span.newBuilder()
                        .setTraceId(store.getTraceId())
                        .setSpanId(SeedTrace.id(99))
                        .setParentSpanId(store.getSpanId())
                        .setName("SET")
                        .setStartTimeUnixNano(store.getStartTimeUnixNano())
                        .setEndTimeUnixNano(store.getEndTimeUnixNano())
                        .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
                        .addAttributes(SeedTrace.attribute("db.system.name", "redis"))
                        .addAttributes(SeedTrace.attribute("error.type", "OOM")));
        return request.build();
    }

    /** What the agent sends of one call: its duration, and that it was recorded. */
    private static ExportMetricsServiceRequest metrics() {
        ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
        request.addResourceMetricsBuilder()
                .addScopeMetricsBuilder()
                .addMetrics(Metric.newBuilder()
                        .setName("memory.operation.duration")
                        .setHistogram(Histogram.newBuilder()
                                .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
                                .addDataPoints(HistogramDataPoint.newBuilder()
                                        .addAttributes(SeedTrace.attribute("operation", "store"))
                                        .setTimeUnixNano(2)
                                        .setCount(1)
                                        .setSum(12))))
                .addMetrics(Metric.newBuilder()
                        .setName("engram.events.recorded")
                        .setSum(Sum.newBuilder()
                                .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
                                .addDataPoints(NumberDataPoint.newBuilder()
                                        .setTimeUnixNano(2)
                                        .setAsInt(1))));
        return request.build();
    }

    private static String read() {
        try {
            return Files.readString(Path.of("..", "..", "docs", "sql.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
