package dev.engram.collector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.engram.collector.common.model.Span;
import dev.engram.collector.common.model.Trace;
import dev.engram.collector.common.model.TraceSummary;
import dev.engram.collector.server.Http;
import dev.engram.collector.server.SeedTrace;
import dev.engram.collector.server.TestCollector;
import dev.engram.collector.server.Tier;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("engram export and engram import")
class ExportImportTest {

    private static final String SPECIAL = "0af7651916cd43dd8448eb211c80319c";

    @TempDir
    private Path folder;

    private TestCollector source;
    private TestCollector target;

    @BeforeEach
    void start() throws Exception {
        source = new TestCollector();
        target = new TestCollector();
        source.send(SeedTrace.request());
        assertThat(Http.post(source.get().httpPort(), "/v1/traces", special(), "Content-Type", "application/json")
                        .statusCode())
                .isEqualTo(200);
        source.flush();
    }

    @AfterEach
    void stop() {
        source.close();
        target.close();
    }

    static List<String> files() {
        return Tier.of(1, List.of("it's spans.parquet", "spans.jsonl"));
    }

    @ParameterizedTest
    @MethodSource("files")
    @DisplayName("what was exported and imported is equal, and imported again stays once")
    void roundTrip(String name) throws Exception {
        Path file = folder.resolve(name);
        assertThat(run(source, "export", file.toString())).isZero();
        assertThat(run(target, "import", file.toString())).isZero();
        target.flush();
        assertThat(spans(target)).isEqualTo(spans(source)).hasSize(14);

        assertThat(run(target, "import", file.toString(), file.toString())).isZero();
        target.flush();
        assertThat(spans(target)).isEqualTo(spans(source));
        assertThat(target.get().status().path("items").path("accepted").asInt()).isEqualTo(14);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    @Tag("full")
    @DisplayName("numbers that are not finite are numbers, in SQL too")
    void notFinite() {
        Span span = spans(source).stream()
                .filter(each -> each.traceId().equals(SPECIAL))
                .findFirst()
                .orElseThrow();
        assertThat(span.attributes())
                .containsEntry("nan", Double.NaN)
                .containsEntry("numbers", List.of(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
        assertThat(span.events().get(0).attributes()).containsEntry("n", Double.NaN);
        assertThat(source.rows("SELECT isnan(attributes['nan']::DOUBLE), attributes['numbers'] FROM spans"
                        + " WHERE attributes['nan'] IS NOT NULL"))
                .containsExactly(List.of(true, span.attributes().get("numbers")));
    }

    @Test
    @Tag("full")
    @DisplayName("empty values are kept, in lists, maps, events and links")
    void empty() {
        Span span = spans(source).stream()
                .filter(each -> each.traceId().equals(SPECIAL))
                .findFirst()
                .orElseThrow();
        assertThat(span.attributes())
                .containsEntry("gaps", Arrays.asList("a", null, "c"))
                .containsEntry("nothing", null);
        assertThat(span.attributes().get("map"))
                .isInstanceOfSatisfying(
                        Map.class, map -> assertThat(map.containsKey("none")).isTrue());
        assertThat(span.events().get(0).attributes()).containsEntry("none", null);
        assertThat(span.links().get(0).attributes()).containsEntry("gaps", Collections.singletonList(null));
        assertThat(source.rows("SELECT attributes['gaps'] FROM spans WHERE trace_id = '" + SPECIAL + "'"))
                .containsExactly(List.of(Arrays.asList("a", null, "c")));
    }

    @Test
    @Tag("full")
    @DisplayName("what was exported is imported whatever its size, in requests that the collector takes")
    void large() throws Exception {
        source.send(large(300, 40_000));
        Path file = folder.resolve("large.jsonl");
        assertThat(run(source, "export", file.toString())).isZero();
        assertThat(run(target, "import", file.toString())).isZero();
        target.flush();
        assertThat(spans(target)).isEqualTo(spans(source)).hasSize(314);

        try (TestCollector small = new TestCollector(options -> options.maxRequestBytes(100_000));
                TestCollector tooSmall = new TestCollector(options -> options.maxRequestBytes(20_000))) {
            assertThat(run(small, "import", file.toString())).isZero();
            small.flush();
            assertThat(spans(small)).isEqualTo(spans(source));
            // What is too large is said, and all else is there.
            assertThat(run(tooSmall, "import", file.toString())).isEqualTo(1);
            tooSmall.flush();
            assertThat(spans(tooSmall)).hasSize(14);
        }
    }

    private static ExportTraceServiceRequest large(int spans, int characters) {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        var scope = request.addResourceSpansBuilder().addScopeSpansBuilder();
        for (int i = 1; i <= spans; i++) {
            var span = scope.addSpansBuilder()
                    .setTraceId(ByteString.copyFrom(
                            ByteBuffer.allocate(16).putLong(8, 1 + i / 10).array()))
                    .setSpanId(ByteString.copyFrom(
                            ByteBuffer.allocate(8).putLong(0, i).array()))
                    .setName("large")
                    .setStartTimeUnixNano(1_800_000_000_000_000_000L + i)
                    .setEndTimeUnixNano(1_800_000_000_000_001_000L + i);
            span.addAttributesBuilder()
                    .setKey("text")
                    .getValueBuilder()
                    .setStringValue("x".repeat(characters - 10) + i);
        }
        return request.build();
    }

    @Test
    @Tag("full")
    @DisplayName("a trace alone, and a range of time")
    void parts() throws Exception {
        Path file = folder.resolve("part.jsonl");
        assertThat(run(source, "export", file.toString(), "--trace", SPECIAL)).isZero();
        assertThat(run(target, "import", file.toString())).isZero();
        target.flush();
        assertThat(spans(target)).extracting(Span::traceId).containsExactly(SPECIAL);

        assertThat(run(
                        source,
                        "export",
                        file.toString(),
                        "--from",
                        "2024-11-20T08:00:00.100Z",
                        "--to",
                        "2024-11-20T08:00:00.2Z"))
                .isZero();
        assertThat(run(target, "import", file.toString())).isZero();
        target.flush();
        assertThat(spans(target))
                .extracting(Span::name)
                .containsExactlyInAnyOrder(
                        "acme.memory.store", "aqe.test.execute", "aqe.test.execute", "aqe.test.execute");

        assertThat(run(source, "export", file.toString(), "--since", "1h")).isZero();
        assertThat(Files.readString(file)).contains("acme.memory.store").doesNotContain("aqe.");
    }

    @Test
    @Tag("full")
    @DisplayName("lines are OTLP/JSON: ids as hex digits, kinds as numbers, nanoseconds as text")
    void lines() throws Exception {
        Path file = folder.resolve("spans.jsonl");
        assertThat(run(source, "export", file.toString(), "--trace", SPECIAL)).isZero();
        assertThat(Files.readAllLines(file))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("{\"resourceSpans\":[{")
                        .contains("\"traceId\":\"" + SPECIAL + "\"", "\"kind\":2", "\"startTimeUnixNano\":\""));
    }

    @Test
    @DisplayName("what is no file of spans, and an option that cannot be, ends with a sentence and leaves no file")
    void wrong() throws Exception {
        Path file = Files.writeString(folder.resolve("other.txt"), "no spans\n");
        assertThat(run(target, "import", file.toString())).isEqualTo(1);
        assertThat(run(target, "import", folder.resolve("none").toString())).isEqualTo(1);
        Path broken = Files.writeString(folder.resolve("broken.parquet"), "PAR1 and no more");
        assertThat(run(target, "import", broken.toString())).isEqualTo(1);
        assertThat(run(source, "export", folder.resolve("x.jsonl").toString(), "--trace", "x"))
                .isEqualTo(1);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(file, broken);
        }
    }

    private static int run(TestCollector collector, String command, String... arguments) {
        return Main.run(
                new Main(),
                Stream.concat(Stream.of(command, "--url", collector.get().apiUrl()), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private static List<Span> spans(TestCollector collector) {
        return collector.get().traces(100).stream()
                .map(TraceSummary::traceId)
                .flatMap(id -> collector.get().trace(id).map(Trace::spans).orElseThrow().stream())
                .sorted(Comparator.comparing(Span::traceId).thenComparing(Span::spanId))
                .toList();
    }

    /** Values of all types, and events and links whose order matters. */
    private static byte[] special() {
        long now = Instant.now().getEpochSecond();
        String moment = now + "000000007";
        return """
                {"resourceSpans":[{"resource":{"attributes":[
                   {"key":"service.name","value":{"stringValue":"special"}},
                   {"key":"list","value":{"arrayValue":{"values":[{"intValue":"1"},{"boolValue":true}]}}}]},
                 "scopeSpans":[{"scope":{"name":"engram"},"spans":[{
                   "traceId":"TRACE","spanId":"00f067aa0ba902b7","name":"acme.memory.store","kind":2,
                   "startTimeUnixNano":"MOMENT","endTimeUnixNano":"MOMENT",
                   "status":{"code":2,"message":"it's \\"denied\\""},
                   "attributes":[
                     {"key":"memory.key","value":{"stringValue":"schlüssel-鍵\\u001b[31m"}},
                     {"key":"memory.value_size","value":{"intValue":"9223372036854775807"}},
                     {"key":"memory.score","value":{"doubleValue":12}},
                     {"key":"other","value":{"doubleValue":12}},
                     {"key":"tags","value":{"arrayValue":{"values":[{"stringValue":"a"},{"stringValue":"b"}]}}},
                     {"key":"gaps","value":{"arrayValue":{"values":[{"stringValue":"a"},{},{"stringValue":"c"}]}}},
                     {"key":"nothing","value":{}},
                     {"key":"nan","value":{"doubleValue":"NaN"}},
                     {"key":"numbers","value":{"arrayValue":{"values":[{"doubleValue":"Infinity"},{"doubleValue":"-Infinity"}]}}},
                     {"key":"map","value":{"kvlistValue":{"values":[{"key":"n","value":{"intValue":"1"}},{"key":"none","value":{}}]}}}],
                   "events":[
                     {"name":"late","timeUnixNano":"MOMENT","attributes":[{"key":"n","value":{"doubleValue":"NaN"}},{"key":"none"}]},
                     {"name":"early","timeUnixNano":"5"}],
                   "links":[{"traceId":"TRACE","spanId":"00f067aa0ba902b8",
                     "attributes":[{"key":"why","value":{"stringValue":"read"}},
                       {"key":"gaps","value":{"arrayValue":{"values":[{}]}}}]}]}]}]}]}
                """.replace("TRACE", SPECIAL).replace("MOMENT", moment).getBytes(StandardCharsets.UTF_8);
    }
}
