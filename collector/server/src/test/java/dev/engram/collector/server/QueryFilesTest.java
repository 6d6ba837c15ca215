package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a query sees in its process. */
@DisplayName("A query in a process of its own")
class QueryFilesTest {

    private static final long TIME = 1_732_089_600_000_000_000L;

    @TempDir
    private Path folder;

    /** Whether the spans are in files already. */
    private static List<Boolean> places() {
        return Tier.of(1, List.of(false, true));
    }

    @ParameterizedTest
    @MethodSource("places")
    @DisplayName(
            "sees each span and point once, right after it came, in memory and in files, while segments are packed")
    void sees(boolean inFiles) throws Exception {
        Path database = inFiles ? folder.resolve("db") : null;
        // 200 spans, and points, a segment.
        try (TestCollector collector = new TestCollector(
                options -> options.database(database).maxSpans(2000).maxMetricPoints(2000))) {
            for (int round = 1; round <= 36; round++) {
                collector.send(spans((round - 1) * 50, 50));
                assertThat(Http.post(
                                        collector.get().httpPort(),
                                        "/v1/metrics",
                                        point(round).toByteArray(),
                                        TestCollector.PROTOBUF)
                                .statusCode())
                        .isEqualTo(200);
                collector.flush();
                long spans = round * 50L;
                assertThat(collector.rows("SELECT count(*), count(DISTINCT span_id), max(start_unix_nano) FROM spans"))
                        .containsExactly(List.of(spans, spans, TIME + spans - 1));
                assertThat(collector.rows("SELECT count(*), max(value) FROM metrics"))
                        .containsExactly(List.of((long) round, (double) round));
            }
        }
    }

    @Test
    @DisplayName("sees the fields of attributes that have just come")
    void newAttributes() throws Exception {
        try (TestCollector collector = new TestCollector()) {
            collector.send(spans(0, 1));
            assertThat(collector.rows("SELECT count(*) FROM spans")).containsExactly(List.of(1L));
            collector.send(SeedTrace.request());
            assertThat(collector
                            .rows("SELECT count(*) FROM memory_operations")
                            .get(0)
                            .get(0))
                    .isEqualTo(5L);
        }
    }

    @Test
    @DisplayName("leaves no files, and what a killed collector left is deleted by the next")
    void leavesNothing() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        assertThat(gone.waitFor()).isZero();
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        Path left = Files.createDirectories(temporary.resolve("engram-queries-" + gone.pid() + "-1"));
        Files.createSymbolicLink(left.resolve("data"), folder);
        Path kept = Files.writeString(folder.resolve("kept"), "data");
        Files.writeString(left.resolve("span-1.parquet"), "a copy");
        List<Path> before;
        try (TestCollector collector = new TestCollector()) {
            assertThat(left).doesNotExist();
            assertThat(kept).exists();
            collector.send(SeedTrace.request());
            assertThat(collector.rows("SELECT count(*) FROM spans")).containsExactly(List.of(13L));
            before = own(temporary);
            assertThat(before).isNotEmpty();
        }
        assertThat(before).noneMatch(Files::exists);
    }

    /** Those of collectors in this process; other tests have theirs. */
    private static List<Path> own(Path temporary) throws IOException {
        String prefix = "engram-queries-" + ProcessHandle.current().pid() + "-";
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(each -> each.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }

    private static ExportTraceServiceRequest spans(int first, int count) {
        ScopeSpans.Builder spans = ScopeSpans.newBuilder();
        for (int i = first; i < first + count; i++) {
            byte[] id = ByteBuffer.allocate(8).putLong(i + 1).array();
            spans.addSpans(Span.newBuilder()
                    .setTraceId(ByteString.copyFrom(id).concat(ByteString.copyFrom(id)))
                    .setSpanId(ByteString.copyFrom(id))
                    .setName("numbered")
                    .setStartTimeUnixNano(TIME + i)
                    .setEndTimeUnixNano(TIME + i));
        }
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(spans))
                .build();
    }

    private static ExportMetricsServiceRequest point(int value) {
        return ExportMetricsServiceRequest.newBuilder()
                .addResourceMetrics(ResourceMetrics.newBuilder()
                        .addScopeMetrics(ScopeMetrics.newBuilder()
                                .addMetrics(Metric.newBuilder()
                                        .setName("round")
                                        .setGauge(Gauge.newBuilder()
                                                .addDataPoints(NumberDataPoint.newBuilder()
                                                        .setTimeUnixNano(TIME + value)
                                                        .setAsDouble(value))))))
                .build();
    }
}
