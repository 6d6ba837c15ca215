package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.engram.collector.common.model.Trace;
import dev.engram.collector.common.model.TraceSummary;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.common.render.Timeline;
import dev.engram.collector.common.render.TraceListText;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Clocks that are set back, or differ")
class ClocksTest {

    private static final long START = 1_800_000_000_000_000_000L;
    private static final String BACKWARD = "00000000000000000000000000000001";
    private static final String SKEWED = "00000000000000000000000000000002";

    private static TestCollector collector;

    @BeforeAll
    static void start() throws Exception {
        collector = new TestCollector();
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        add(request, "backward", span(1, 1, 0, START, -1));
        add(request, "client", span(2, 1, 0, START, 50_000_000));
        add(request, "client", span(2, 2, 1, START - 5, 1_000_000)); // of one process: the order of a few nanoseconds
        add(request, "server", span(2, 3, 1, START - 35_000_000, 20_000_000));
        collector.send(request.build());
    }

    @AfterAll
    static void stop() {
        collector.close();
    }

    private static void add(ExportTraceServiceRequest.Builder request, String service, Span span) {
        var resource = request.addResourceSpansBuilder();
        resource.getResourceBuilder().addAttributes(SeedTrace.attribute("service.name", service));
        resource.addScopeSpansBuilder().addSpans(span);
    }

    private static Span span(long trace, long id, long parent, long start, long duration) {
        Span.Builder span = Span.newBuilder()
                .setTraceId(bytes(16, trace))
                .setSpanId(bytes(8, id))
                .setName("span " + id)
                .setStartTimeUnixNano(start)
                .setEndTimeUnixNano(start + duration);
        return parent == 0
                ? span.build()
                : span.setParentSpanId(bytes(8, parent)).build();
    }

    private static ByteString bytes(int size, long last) {
        return ByteString.copyFrom(
                ByteBuffer.allocate(size).putLong(size - Long.BYTES, last).array());
    }

    @Test
    @DisplayName("a trace that ends before it starts is listed, by every list, with its duration")
    void listed() throws Exception {
        JsonNode list = json("/api/traces");
        assertThat(list).extracting(each -> each.path("traceId").asText()).containsExactlyInAnyOrder(BACKWARD, SKEWED);
        assertThat(list).extracting(each -> each.path("durationNano").asLong()).contains(-1L);
        assertThat(json("/api/traces?minDuration=0s")).hasSize(2);
        assertThat(json("/api/traces?minDuration=1ms"))
                .extracting(each -> each.path("traceId").asText())
                .containsExactly(SKEWED);
        assertThat(json("/api/traces?service=backward").path("data")).hasSize(1);
        assertThat(collector.get().traces(10)).extracting(TraceSummary::traceId).contains(BACKWARD);
        assertThat(TraceListText.render(collector.get().traces(10))).contains(">-0.1ms (clock)");
        assertThat(collector.rows("SELECT duration_ms FROM spans WHERE trace_id = '" + BACKWARD + "'"))
                .containsExactly(List.of(-1e-6));
    }

    @Test
    @DisplayName("a span that ends before it starts, or starts before its parent in another service, says so")
    void said() throws Exception {
        Trace backward = collector.get().trace(BACKWARD).orElseThrow();
        assertThat(Timeline.render(backward, 0)).contains("ends 1ns before it starts", "Total Duration: >-0.1ms");
        JsonNode jaeger = json("/api/traces/" + BACKWARD);
        assertThat(jaeger.path("spans").path(0).path("warnings").path(0).asText())
                .contains("ends 1ns before");
        JsonNode span = jaeger.path("data").path(0).path("spans").path(0);
        assertThat(span.path("duration").asLong()).isZero();
        assertThat(span.path("warnings").path(0).asText()).contains("ends 1ns before it starts");

        String text = Timeline.render(collector.get().trace(SKEWED).orElseThrow(), 0);
        assertThat(text).containsOnlyOnce("its parent").contains("starts 35ms before its parent in client");
        JsonNode spans = json("/api/traces/" + SKEWED).path("spans");
        assertThat(spans)
                .filteredOn(each -> each.has("warnings"))
                .singleElement()
                .satisfies(each -> assertThat(each.path("service").asText()).isEqualTo("server"));
    }

    private static JsonNode json(String path) throws Exception {
        return Json.read(new String(Http.get(collector.get().apiPort(), path).body(), StandardCharsets.UTF_8));
    }
}
