package dev.engram.collector.server.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.engram.collector.server.Http;
import dev.engram.collector.server.SpanFiles;
import dev.engram.collector.server.TestCollector;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that other libraries sent, see the folder of the files. */
@DisplayName("What other libraries export")
class ForeignExportsTest {

    private static final Path FOLDER = Path.of("src", "test", "foreign", "exports");
    private static final Pattern QUERY = Pattern.compile("```sql\n(.+?)\n```", Pattern.DOTALL);
    private static final String ATTRIBUTE =
            "SELECT attributes['%s']::VARCHAR FROM spans WHERE trace_id = '%s' AND span_id = '%s'";

    /** Numbers that Spring AI sends as strings: their fields are numbers, and other values are in {@code other_attributes}. */
    private static final Set<String> NUMBERS = Set.of("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens");

    private static final String OTHER =
            "SELECT other_attributes->>'%s' FROM spans WHERE trace_id = '%s' AND span_id = '%s'";

    /** Attributes of a span that are read by name. */
    private static final int NAMES = 12;

    private static TestCollector collector;

    @BeforeAll
    static void start() throws Exception {
        collector = new TestCollector();
        for (Path file : files()) {
            String type = isJson(file) ? "application/json" : "application/x-protobuf";
            HttpResponse<byte[]> answer =
                    Http.post(collector.get().httpPort(), "/v1/traces", bytes(file), "Content-Type", type);
            assertThat(answer.statusCode()).as(file.toString()).isEqualTo(200);
        }
        collector.flush();
    }

    @AfterAll
    static void stop() {
        collector.close();
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList();
        }
    }

    private static boolean isJson(Path file) {
        return file.toString().endsWith(".json.gz");
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return in.readAllBytes();
        }
    }

    private static ExportTraceServiceRequest request(Path file) throws Exception {
        return isJson(file)
                ? (ExportTraceServiceRequest)
                        OtlpJson.parse(bytes(file), ExportTraceServiceRequest.getDefaultInstance())
                : ExportTraceServiceRequest.parseFrom(bytes(file));
    }

    @ParameterizedTest
    @MethodSource("files")
    @DisplayName("is exported as it came, each span with each attribute, event and link")
    void roundTrip(Path file) throws Exception {
        Map<String, Map<String, @Nullable Object>> sent = new TreeMap<>();
        for (ResourceSpans resource : request(file).getResourceSpansList()) {
            for (ScopeSpans scope : resource.getScopeSpansList()) {
                for (Span span : scope.getSpansList()) {
                    sent.put(hex(span.getSpanId()), plain(span, resource, scope));
                }
            }
        }
        Map<String, Map<String, @Nullable Object>> exported = new TreeMap<>();
        for (String trace : traces(file)) {
            byte[] lines = Http.get(collector.get().apiPort(), "/api/export?trace=" + trace)
                    .body();
            for (String line : new String(lines, StandardCharsets.UTF_8).lines().toList()) {
                for (var span : SpanFiles.spans(line)) {
                    Map<String, @Nullable Object> each = new LinkedHashMap<>();
                    each.put("trace", span.traceId());
                    each.put("parent", span.parentSpanId());
                    each.put("name", span.name());
                    each.put("kind", span.kind());
                    each.put("start", span.startNanos());
                    each.put("end", span.endNanos());
                    each.put("status", span.status() + " " + span.statusMessage());
                    each.put("attributes", span.attributes());
                    each.put(
                            "events",
                            span.events().stream()
                                    .map(event -> List.of(event.name(), event.unixNanos(), event.attributes()))
                                    .toList());
                    each.put(
                            "links",
                            span.links().stream()
                                    .map(link -> List.of(link.traceId(), link.spanId(), link.attributes()))
                                    .toList());
                    each.put("resource", span.resource());
                    each.put("scope", span.scopeName());
                    exported.put(span.spanId(), each);
                }
            }
        }
        assertThat(sent).isNotEmpty();
        // Files of one run share traces.
        exported.keySet().retainAll(sent.keySet());
        assertThat(exported.keySet()).isEqualTo(sent.keySet());
        sent.forEach((id, span) -> assertThat(exported.get(id)).as(id).isEqualTo(span));
    }

    private static Map<String, @Nullable Object> plain(Span span, ResourceSpans resource, ScopeSpans scope) {
        Map<String, @Nullable Object> each = new LinkedHashMap<>();
        each.put("trace", hex(span.getTraceId()));
        each.put("parent", hex(span.getParentSpanId()));
        each.put("name", span.getName());
        each.put("kind", span.getKind().name().replace("SPAN_KIND_", ""));
        each.put("start", span.getStartTimeUnixNano());
        each.put("end", span.getEndTimeUnixNano());
        each.put(
                "status",
                span.getStatus().getCode().name().replace("STATUS_CODE_", "") + " "
                        + span.getStatus().getMessage());
        each.put("attributes", plain(span.getAttributesList()));
        each.put(
                "events",
                span.getEventsList().stream()
                        .map(event ->
                                List.of(event.getName(), event.getTimeUnixNano(), plain(event.getAttributesList())))
                        .toList());
        each.put(
                "links",
                span.getLinksList().stream()
                        .map(link ->
                                List.of(hex(link.getTraceId()), hex(link.getSpanId()), plain(link.getAttributesList())))
                        .toList());
        each.put("resource", plain(resource.getResource().getAttributesList()));
        each.put("scope", scope.getScope().getName());
        return each;
    }

    private static Map<String, @Nullable Object> plain(List<KeyValue> attributes) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        attributes.forEach(each -> plain.put(each.getKey(), plain(each.getValue())));
        return plain;
    }

    private static @Nullable Object plain(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case BOOL_VALUE -> value.getBoolValue();
            case INT_VALUE -> value.getIntValue();
            case DOUBLE_VALUE -> value.getDoubleValue();
            case BYTES_VALUE ->
                Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray());
            case ARRAY_VALUE -> {
                List<@Nullable Object> list = new ArrayList<>();
                value.getArrayValue().getValuesList().forEach(each -> list.add(plain(each)));
                yield list;
            }
            case KVLIST_VALUE -> plain(value.getKvlistValue().getValuesList());
            default -> null;
        };
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    private static Set<String> traces(Path file) throws Exception {
        return request(file).getResourceSpansList().stream()
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .map(span -> hex(span.getTraceId()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @ParameterizedTest
    @MethodSource("files")
    @DisplayName("is found by SQL, by the name of each attribute, and in the lists of traces")
    void queries(Path file) throws Exception {
        Span span = request(file).getResourceSpans(0).getScopeSpans(0).getSpans(0);
        String trace = hex(span.getTraceId());
        List<KeyValue> texts = span.getAttributesList().stream()
                .filter(each -> each.getValue().hasStringValue()
                        && !each.getKey().contains("'")
                        && each.getValue().getStringValue().indexOf(0) < 0)
                .limit(NAMES)
                .toList();
        for (KeyValue each : texts) {
            assertThat(collector.rows((NUMBERS.contains(each.getKey()) ? OTHER : ATTRIBUTE)
                            .formatted(each.getKey(), trace, hex(span.getSpanId()))))
                    .as(each.getKey())
                    .containsExactly(List.of(each.getValue().getStringValue()));
        }
        for (String id : traces(file)) {
            for (String path : List.of("/api/traces/" + id, "/api/traces?traceID=" + id)) {
                HttpResponse<byte[]> answer = Http.get(collector.get().apiPort(), path);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains(id);
            }
        }
        HttpResponse<byte[]> list = Http.get(collector.get().apiPort(), "/api/traces?limit=1000");
        assertThat(new String(list.body(), StandardCharsets.UTF_8)).contains(traces(file));
    }

    @Test
    @Tag("full")
    @DisplayName("is among what the documented queries and the page's documents read")
    void documented() throws Exception {
        String page = Files.readString(Path.of("..", "..", "docs", "sql.md"));
        List<String> queries = QUERY.matcher(page)
                .results()
                .map((MatchResult each) -> each.group(1))
                .toList();
        assertThat(queries)
                .hasSize(10)
                .allSatisfy(query -> assertThat(collector.rows(query)).isNotNull());
        for (String document : List.of("overview", "newest", "sessions", "namespaces", "findings")) {
            assertThat(Http.post(
                                    collector.get().apiPort(),
                                    "/api/page/" + document,
                                    "{}".getBytes(StandardCharsets.UTF_8),
                                    "Content-Type",
                                    "application/json")
                            .statusCode())
                    .as(document)
                    .isEqualTo(200);
        }
    }
}
