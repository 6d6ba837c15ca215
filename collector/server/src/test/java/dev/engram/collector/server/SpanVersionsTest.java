package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.engram.collector.common.model.TraceSummary;
import dev.engram.collector.common.render.Timeline;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Spans with the same ids")
class SpanVersionsTest {

    private static final long START = 1_800_000_000_000_000_000L;
    private static final String ROWS =
            "SELECT name, kind, service_name, end_unix_nano - start_unix_nano FROM spans ORDER BY ALL";

    @TempDir
    private Path folder;

    private static Span.Builder span(int id, String name, SpanKind kind, long duration) {
        return Span.newBuilder()
                .setTraceId(ByteString.copyFrom(
                        ByteBuffer.allocate(16).putLong(8, 1).array()))
                .setSpanId(ByteString.copyFrom(
                        ByteBuffer.allocate(8).putLong(0, id).array()))
                .setName(name)
                .setKind(kind)
                .setStartTimeUnixNano(START)
                .setEndTimeUnixNano(START + duration);
    }

    private static ExportTraceServiceRequest of(String service, Span.Builder... spans) {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        var resource = request.addResourceSpansBuilder();
        resource.getResourceBuilder().addAttributes(SeedTrace.attribute("service.name", service));
        var scope = resource.addScopeSpansBuilder();
        for (Span.Builder span : spans) {
            scope.addSpans(span);
        }
        return request.build();
    }

    private static JsonNode items(TestCollector collector) {
        return collector.get().status().path("items");
    }

    @Test
    @Tag("full")
    @DisplayName("are the client's and the server's of one call, and a server's is a child of the client's")
    void shared() throws Exception {
        try (TestCollector collector = new TestCollector()) {
            collector.send(of("shop", span(1, "call", SpanKind.SPAN_KIND_CLIENT, 90)));
            collector.send(of("stock", span(1, "serve", SpanKind.SPAN_KIND_SERVER, 50)));
            Span.Builder inner = span(2, "inner", SpanKind.SPAN_KIND_INTERNAL, 10)
                    .setParentSpanId(span(1, "", SpanKind.SPAN_KIND_CLIENT, 0).getSpanId());
            collector.send(of("stock", inner));
            collector.send(of("other", span(1, "serve", SpanKind.SPAN_KIND_SERVER, 50)));
            assertThat(collector.rows(ROWS))
                    .containsExactly(
                            List.of("call", "CLIENT", "shop", 90L),
                            List.of("inner", "INTERNAL", "stock", 10L),
                            List.of("serve", "SERVER", "other", 50L),
                            List.of("serve", "SERVER", "stock", 50L));
            String id = collector.get().traces(1).get(0).traceId();
            assertThat(Timeline.render(collector.get().trace(id).orElseThrow(), 0)
                            .lines()
                            .filter(line -> line.contains("00:00"))
                            .map(line -> line.replaceAll("│|<0.1ms", "").stripTrailing()))
                    .containsExactly(
                            " 00:00.000 call", "   00:00.000 serve", "     00:00.000 inner", "   00:00.000 serve");
        }
    }

    @Test
    @DisplayName("are versions of one span: the one that ends later counts, in memory, in files and after restarts")
    void versions() throws Exception {
        try (TestCollector collector = new TestCollector(options -> options.database(folder))) {
            Span.Builder begun = span(1, "turn", SpanKind.SPAN_KIND_INTERNAL, 0);
            collector.send(of("bot", begun, span(2, "later", SpanKind.SPAN_KIND_INTERNAL, 5)));
            collector.send(of("bot", begun));
            Span.Builder ended = span(1, "turn", SpanKind.SPAN_KIND_INTERNAL, 70)
                    .addAttributes(SeedTrace.attribute("result", "good"));
            collector.send(of("bot", ended));
            collector.send(of("bot", ended)); // again, because the answer was lost
            collector.send(of("bot", begun)); // too late
            assertThat(collector.rows(ROWS))
                    .containsExactly(List.of("later", "INTERNAL", "bot", 5L), List.of("turn", "INTERNAL", "bot", 70L));
            assertThat(collector.rows("SELECT attributes['result'] FROM spans WHERE name = 'turn'"))
                    .containsExactly(List.of("good"));
            assertThat(collector.get().traces(1))
                    .extracting(TraceSummary::spanCount)
                    .containsExactly(2L);
            JsonNode items = items(collector);
            assertThat(items.path("accepted").asLong()).isEqualTo(6);
            assertThat(items.path("stored").asLong()).isEqualTo(3);
            assertThat(items.path("replaced").asLong()).isEqualTo(1);
            assertThat(items.path("duplicates").asLong()).isEqualTo(3);
            assertThat(items.path("duplicatesBy").path("same").asLong()).isEqualTo(2);
            assertThat(items.path("duplicatesBy").path("older_version").asLong())
                    .isEqualTo(1);
            assertThat(items.path("queued").asLong()).isZero();
            assertThat(collector.get().status().path("spans").asLong()).isEqualTo(2);
        }
        try (TestCollector collector = new TestCollector(options -> options.database(folder))) {
            assertThat(collector.rows("SELECT count(*) FROM spans")).containsExactly(List.of(2L));
            // The earlier version is in a file.
            collector.send(of("bot", span(2, "later", SpanKind.SPAN_KIND_INTERNAL, 80)));
            collector.send(of("bot", span(2, "later", SpanKind.SPAN_KIND_INTERNAL, 5)));
            assertThat(collector.rows(ROWS))
                    .containsExactly(List.of("later", "INTERNAL", "bot", 80L), List.of("turn", "INTERNAL", "bot", 70L));
            assertThat(items(collector)
                            .path("duplicatesBy")
                            .path("older_version")
                            .asLong())
                    .isEqualTo(1);
        }
        try (TestCollector collector = new TestCollector(options -> options.database(folder))) {
            assertThat(collector.rows(ROWS))
                    .containsExactly(List.of("later", "INTERNAL", "bot", 80L), List.of("turn", "INTERNAL", "bot", 70L));
            assertThat(collector.get().status().path("spans").asLong()).isEqualTo(2);
        }
    }
}
