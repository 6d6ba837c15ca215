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
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
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
    @DisplayName(
            "converts a value of another type than its column's, such as a number sent as a string, also after a restart")
    void otherTypes() throws Exception {
        String each = "SELECT list(attributes['%s'] ORDER BY start_unix_nano) FROM spans";
        List<List<Object>> tokens = List.of(List.of(Arrays.asList(12L, 30L, null)));
        try (TestCollector collector = collector()) {
            Span.Builder springAi = span(1);
            add(springAi, "gen_ai.usage.input_tokens", AnyValue.newBuilder().setStringValue("12"));
            add(springAi, "agent.id", AnyValue.newBuilder().setIntValue(7));
            Span.Builder other = span(2);
            add(other, "gen_ai.usage.input_tokens", AnyValue.newBuilder().setIntValue(30));
            Span.Builder odd = span(3);
            add(odd, "gen_ai.usage.input_tokens", AnyValue.newBuilder().setStringValue("many"));
            collector.send(request(
                    ScopeSpans.newBuilder().addSpans(springAi).addSpans(other).addSpans(odd)));
            assertThat(collector.rows(each.formatted("gen_ai.usage.input_tokens")))
                    .isEqualTo(tokens);
        }
        try (TestCollector collector = collector()) {
            assertThat(collector.rows(each.formatted("gen_ai.usage.input_tokens")))
                    .isEqualTo(tokens);
            assertThat(collector.rows(
                            "SELECT count(*) FILTER (a['agent.id'] = '7'), sum(a['gen_ai.usage.input_tokens'])::BIGINT"
                                    + " FROM (SELECT attributes AS a FROM spans)"))
                    .containsExactly(List.of(1L, 42L));
        }
    }

    @Test
    @Tag("full")
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
    @Tag("full")
    @DisplayName("reaches a very long name with its type, and says of a name that no span has that there is none")
    void longAndUnknown() throws Exception {
        String name = "long." + "n".repeat(500);
        try (TestCollector collector = collector()) {
            Span.Builder span = span(1);
            add(span, name, AnyValue.newBuilder().setIntValue(7));
            collector.send(request(span));
            assertThat(collector.rows("SELECT attributes['" + name + "'] FROM spans"))
                    .containsExactly(List.of(7L));
            assertThatThrownBy(() -> collector.rows("SELECT attributes['nobody.has.this'] FROM spans"))
                    .hasMessageContaining("nobody.has.this");
        }
    }

    @Test
    @Tag("full")
    @DisplayName("has the type of the values that are there: a text that has gone leaves a number a number")
    void typeOfWhatIsThere() throws Exception {
        try (TestCollector collector = new TestCollector(
                options -> options.database(folder.resolve("db")).maxSpans(1000))) {
            collector.send(numbered(0, 100, "text"));
            assertThat(type(collector)).isEqualTo("VARCHAR");
            collector.send(numbered(100, 400, null));
            assertThat(type(collector)).isEqualTo("VARCHAR");
            for (int first = 400; first < 2000; first += 100) {
                collector.send(numbered(first, first + 100, null));
            }
            assertThat(type(collector)).isEqualTo("BIGINT");
        }
        try (TestCollector collector = collector()) {
            assertThat(type(collector)).isEqualTo("BIGINT");
        }
    }

    private static String type(TestCollector collector) {
        return (String) collector
                .rows("SELECT typeof(any_value(attributes['n'])) FROM spans")
                .get(0)
                .get(0);
    }

    /** Spans with their number, and each with a name that no other has. */
    private static ExportTraceServiceRequest numbered(int from, int to, @Nullable String text) {
        ScopeSpans.Builder spans = ScopeSpans.newBuilder();
        for (int i = from; i < to; i++) {
            Span.Builder span = span(i + 1);
            AnyValue.Builder value = AnyValue.newBuilder();
            add(span, "n", text == null ? value.setIntValue(i) : value.setStringValue(text));
            add(span, "only." + i, AnyValue.newBuilder().setBoolValue(true));
            spans.addSpans(span);
        }
        return request(spans);
    }

    @Test
    @Tag("full")
    @DisplayName("is the same whether a query names fields alone or reads attributes as a whole")
    void namedAndWhole() throws Exception {
        try (TestCollector collector = collector()) {
            for (int i = 1; i <= 3; i++) {
                Span.Builder span = span(i);
                add(span, "agent.id", AnyValue.newBuilder().setStringValue("a" + i));
                add(span, "n", AnyValue.newBuilder().setIntValue(i));
                add(span, "half", AnyValue.newBuilder().setDoubleValue(i / 2.0));
                collector.send(request(span));
            }
            for (String sql : List.of(
                    "SELECT attributes['n'], attributes['half'], attributes['agent.id'] FROM spans",
                    "SELECT s.attributes.n, s.attributes.half, s.attributes.\"agent.id\" FROM spans s",
                    "SELECT a['n'], a['half'], a['agent.id'] FROM (SELECT attributes AS a FROM spans)",
                    "SELECT s.attributes['n'], struct_extract(s.attributes, 'half'), attributes['agent.id'] FROM spans s",
                    "SELECT attributes['n'], attributes['half'], attributes['agent.id'] FROM (FROM spans)",
                    "SELECT row['attributes']['n'], row.attributes.half, row.attributes['agent.id']"
                            + " FROM (SELECT spans AS row FROM spans)",
                    "SELECT e.n, e.half, e.\"agent.id\" FROM (SELECT unnest(COLUMNS('^attributes$')) FROM spans) e",
                    "WITH o AS (SELECT attributes['n'] AS n, attributes['half'] AS h, attributes['agent.id'] AS a"
                            + " FROM spans) SELECT * FROM o")) {
                assertThat(collector.rows(sql + " ORDER BY 1"))
                        .as(sql)
                        .containsExactly(List.of(1L, 0.5, "a1"), List.of(2L, 1.0, "a2"), List.of(3L, 1.5, "a3"));
            }
            assertThat(collector
                            .rows("SELECT attributes FROM spans ORDER BY start_time LIMIT 1")
                            .toString())
                    .contains("n=1", "memory.key=null");
            assertThat(collector.rows("SELECT count(*) FROM duckdb_columns() WHERE table_name = 'spans'"))
                    .containsExactly(List.of(19L));
            assertThat(collector.rows("DESCRIBE spans").get(11).get(1).toString())
                    .contains("\"memory.key\" VARCHAR", "half DOUBLE");
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
