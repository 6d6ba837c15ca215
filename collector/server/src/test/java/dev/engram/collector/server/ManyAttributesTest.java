package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.engram.collector.server.sql.QueryLimits;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Spans as instrumentations of models write them, with names for each message: with {@code --memory 1GB} a query takes what the
 * attributes that it names take, however many others there are.
 */
@DisplayName("A query with --memory 1GB")
class ManyAttributesTest {

    /** What a query has with {@code --memory 1GB}. */
    private static final QueryLimits LIMITS = new QueryLimits(
            Duration.ofSeconds(30), 10_000, 32L * 1024 * 1024, 1, 333_333_333 - QueryLimits.PROCESS_BYTES);

    /** Attributes of a request. */
    private static final int REQUEST = 40_000;

    @TempDir
    private Path folder;

    /** So many spans, each with so many attributes whose names no other span has. */
    private record Shape(int spans, int names) {}

    @Test
    @Tag("full")
    @DisplayName("answers over spans with hundreds of attributes, all of different names")
    void manyNames() throws Exception {
        answers(new Shape(3, 1500), new Shape(20, 500), new Shape(100, 200), new Shape(400, 100), new Shape(200, 500));
    }

    @Test
    @Tag("full")
    @DisplayName("answers over a million names")
    void aMillion() throws Exception {
        answers(new Shape(5000, 50), new Shape(1500, 500));
    }

    /** In memory, and from files after a restart. */
    private void answers(Shape... shapes) throws Exception {
        try (TestCollector collector = collector()) {
            int sent = send(collector, shapes);
            answers(collector, sent);
        }
        try (TestCollector collector = collector()) {
            answers(collector, List.of(shapes).stream().mapToInt(Shape::spans).sum());
        }
    }

    private TestCollector collector() {
        return new TestCollector(
                options -> options.database(folder.resolve("db")).queryLimits(LIMITS));
    }

    private static void answers(TestCollector collector, int spans) {
        assertThat(collector.rows("SELECT count(attributes['agent.id']) FROM spans"))
                .containsExactly(List.of((long) spans));
        assertThat(collector.rows("SELECT sum(attributes['number']), max(attributes['message.7.content']),"
                        + " typeof(any_value(attributes['message.8.tokens'])) FROM spans"))
                .containsExactly(List.of(
                        BigInteger.valueOf(spans * (spans - 1L) / 2), "what a model said, message 7", "BIGINT"));
        assertThat(collector.rows(
                        "SELECT attributes['number'] FROM spans WHERE attributes['message.7.content'] LIKE '%7'"))
                .containsExactly(List.of(0L));
        assertThat(collector.rows("SELECT * FROM spans ORDER BY duration_ms, span_id LIMIT 100"))
                .hasSize(100);
        assertThat(collector.rows("SELECT attributes, events FROM spans ORDER BY start_time DESC LIMIT 1000"))
                .hasSize(Math.min(spans, 1000));
        assertThat(collector.rows("SELECT count(*) FROM (SELECT max(attributes) FROM spans GROUP BY name)"))
                .containsExactly(List.of(1L));
        assertThat(collector.rows("DESCRIBE spans")).hasSize(19);
    }

    private static int send(TestCollector collector, Shape... shapes) throws Exception {
        ScopeSpans.Builder spans = ScopeSpans.newBuilder();
        int sent = 0;
        int name = 0;
        int waiting = 0;
        for (Shape shape : shapes) {
            for (int i = 0; i < shape.spans(); i++) {
                Span.Builder span = spans.addSpansBuilder();
                byte[] id = ByteBuffer.allocate(8).putLong(sent + 1).array();
                span.setTraceId(ByteString.copyFrom(id).concat(ByteString.copyFrom(id)))
                        .setSpanId(ByteString.copyFrom(id))
                        .setName("conversation")
                        .setStartTimeUnixNano(1_732_089_600_000_000_000L + sent)
                        .setEndTimeUnixNano(1_732_089_600_000_000_000L + 2L * sent);
                add(span, "agent.id", AnyValue.newBuilder().setStringValue("agent " + sent % 3));
                add(span, "number", AnyValue.newBuilder().setIntValue(sent));
                for (int end = name + shape.names(); name < end; name++) {
                    if (name % 2 == 0) {
                        add(
                                span,
                                "message." + name + ".tokens",
                                AnyValue.newBuilder().setIntValue(name));
                    } else {
                        add(
                                span,
                                "message." + name + ".content",
                                AnyValue.newBuilder().setStringValue("what a model said, message " + name));
                    }
                }
                sent++;
                waiting += shape.names();
                if (waiting >= REQUEST) {
                    collector.send(request(spans));
                    spans = ScopeSpans.newBuilder();
                    waiting = 0;
                }
            }
        }
        collector.send(request(spans));
        return sent;
    }

    private static ExportTraceServiceRequest request(ScopeSpans.Builder spans) {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        request.addResourceSpansBuilder().addScopeSpans(spans);
        return request.build();
    }

    private static void add(Span.Builder span, String name, AnyValue.Builder value) {
        span.addAttributesBuilder().setKey(name).setValue(value);
    }
}
