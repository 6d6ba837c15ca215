package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a query reaches an attribute, however many names there are. */
@DisplayName("attributes['name']")
class AttributesByNameTest {

    private static final int NAMES = 1000;
    private static final int NAMES_PER_SPAN = 100;

    @TempDir
    private Path folder;

    @Test
    @DisplayName("reaches each of a thousand attributes with its type, also after a restart")
    void aThousand() throws Exception {
        try (TestCollector collector = collector()) {
            collector.send(manyNames());
            reachesAll(collector);
        }
        try (TestCollector collector = collector()) {
            reachesAll(collector);
        }
    }

    private static void reachesAll(TestCollector collector) {
        for (int i : new int[] {0, 255, 256, 400, NAMES - 2}) {
            assertThat(collector.rows("SELECT sum(attributes['own.number." + i
                            + "']), typeof(any_value(attributes[ 'own.number." + i + "' ])) FROM spans"))
                    .containsExactly(List.of(java.math.BigInteger.valueOf(i), "BIGINT"));
        }
        assertThat(collector.rows("""
                SELECT s."attributes"."own.number.998", s.attributes['own.number.997'], attributes.plain
                FROM spans s WHERE attributes['own.number.998'] IS NOT NULL""")).containsExactly(List.of(998L, 997L, "it's"));
        assertThat(collector.rows("SELECT attributes['it''s'] FROM spans WHERE attributes['it''s'] IS NOT NULL"))
                .containsExactly(List.of(true));
        assertThat(collector.rows("SELECT count(*) FROM (SELECT attributes FROM spans)"))
                .containsExactly(List.of((long) NAMES / NAMES_PER_SPAN));
    }

    @Test
    @DisplayName("reaches the one of two names that differ only in case that the query has")
    void upperAndLowerCase() throws Exception {
        try (TestCollector collector = collector()) {
            Span.Builder span = span(1);
            add(span, "agent.id", AnyValue.newBuilder().setStringValue("the column's"));
            add(span, "Agent.ID", AnyValue.newBuilder().setStringValue("another"));
            add(span, "own", AnyValue.newBuilder().setIntValue(1));
            add(span, "Own", AnyValue.newBuilder().setBoolValue(true));
            collector.send(request(span));
            assertThat(collector.rows("SELECT attributes['Agent.ID'], attributes['Own'] FROM spans"))
                    .containsExactly(List.of("another", true));
            assertThat(collector.rows("SELECT attributes['agent.id'], attributes['own'] FROM spans"))
                    .containsExactly(List.of("the column's", 1L));
            assertThat(collector.rows("SELECT attributes['AGENT.id'], attributes['OWN'] FROM spans"))
                    .containsExactly(List.of("the column's", 1L));
        }
    }

    @Test
    @DisplayName("reaches a very long name as text, and says of a name that no span has that there is none")
    void longAndUnknown() throws Exception {
        String name = "long." + "n".repeat(500);
        try (TestCollector collector = collector()) {
            Span.Builder span = span(1);
            add(span, name, AnyValue.newBuilder().setIntValue(7));
            collector.send(request(span));
            assertThat(collector.rows("SELECT attributes['" + name + "'] FROM spans"))
                    .containsExactly(List.of("7"));
            assertThatThrownBy(() -> collector.rows("SELECT attributes['nobody.has.this'] FROM spans"))
                    .hasMessageContaining("nobody.has.this");
        }
    }

    private TestCollector collector() {
        return new TestCollector(options -> options.database(folder.resolve("db")));
    }

    private static ExportTraceServiceRequest manyNames() {
        ScopeSpans.Builder spans = ScopeSpans.newBuilder();
        for (int first = 0; first < NAMES; first += NAMES_PER_SPAN) {
            Span.Builder span = span(first + 1);
            for (int i = first; i < first + NAMES_PER_SPAN; i++) {
                add(span, "own.number." + i, AnyValue.newBuilder().setIntValue(i));
            }
            if (first + NAMES_PER_SPAN == NAMES) {
                add(span, "plain", AnyValue.newBuilder().setStringValue("it's"));
                add(span, "it's", AnyValue.newBuilder().setBoolValue(true));
            }
            spans.addSpans(span);
        }
        return request(spans);
    }

    private static Span.Builder span(long number) {
        byte[] id = ByteBuffer.allocate(8).putLong(number).array();
        return Span.newBuilder()
                .setTraceId(ByteString.copyFrom(id).concat(ByteString.copyFrom(id)))
                .setSpanId(ByteString.copyFrom(id))
                .setName("named")
                .setStartTimeUnixNano(1_732_089_600_000_000_000L + number)
                .setEndTimeUnixNano(1_732_089_600_000_000_000L + number);
    }

    private static void add(Span.Builder span, String name, AnyValue.Builder value) {
        span.addAttributesBuilder().setKey(name).setValue(value);
    }

    private static ExportTraceServiceRequest request(Span.Builder span) {
        return request(ScopeSpans.newBuilder().addSpans(span));
    }

    private static ExportTraceServiceRequest request(ScopeSpans.Builder spans) {
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(spans))
                .build();
    }
}
