package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import dev.engram.collector.server.otlp.SpanEncoder;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API jaeger.storage.v2 by the bytes of its messages; on the real Jaeger: JaegerOnEngramIT. */
class JaegerStorageTest {

    private static final String SPECIAL_TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String LARGE_TRACE = "00000000000000000000000000001a46";
    private static final int LARGE = 1_200;

    private static TestCollector collector;

    @BeforeAll
    static void start() throws Exception {
        collector = new TestCollector();
        collector.send(SeedTrace.request());
        collector.send(special());
        collector.send(large());
    }

    @AfterAll
    static void stop() {
        collector.close();
    }

    @Test
    @DisplayName("services, and the operations of one")
    void servicesAndOperations() throws Exception {
        assertThat(texts(one("TraceReader/GetServices", UnknownFieldSet.getDefaultInstance()), 1))
                .containsExactly("agentic-qe-fleet", "large", "special");
        UnknownFieldSet answer = one("TraceReader/GetOperations", fields(1, "special"));
        assertThat(answer.getField(1).getLengthDelimitedList()).hasSize(2);
        UnknownFieldSet clients = one(
                "TraceReader/GetOperations",
                fields(1, "special").toBuilder().mergeFrom(fields(2, "client")).build());
        assertThat(clients.getField(1).getLengthDelimitedList()).singleElement().satisfies(bytes -> {
            assertThat(texts(UnknownFieldSet.parseFrom(bytes), 1)).containsExactly("call");
            assertThat(texts(UnknownFieldSet.parseFrom(bytes), 2)).containsExactly("client");
        });
    }

    @Test
    @DisplayName("a trace has every span, parent, time, status, attribute, event and link as it was sent")
    void traceAsItWasSent() throws Exception {
        assertThat(comparable(trace(SPECIAL_TRACE)))
                .isEqualTo(comparable(special().getResourceSpansList()));
        assertThat(comparable(trace(SeedTrace.TRACE_ID)))
                .isEqualTo(comparable(SeedTrace.request().getResourceSpansList()));
    }

    @Test
    @DisplayName("a large trace comes in several messages, each within the limit of a gRPC client")
    void largeTrace() throws Exception {
        List<ByteString> messages = call("TraceReader/GetTraces", traceRequest(LARGE_TRACE));
        assertThat(messages)
                .hasSizeGreaterThan(1)
                .allSatisfy(each -> assertThat(each.size()).isLessThan(4 << 20));
        assertThat(spans(messages)).hasSize(LARGE).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("several traces come one after the other, and no message has spans of two")
    void severalTraces() throws Exception {
        List<ByteString> messages = call(
                "TraceReader/GetTraces",
                traceRequest(SPECIAL_TRACE).toBuilder()
                        .mergeFrom(traceRequest(SeedTrace.TRACE_ID))
                        .mergeFrom(traceRequest("ffffffffffffffffffffffffffffffff"))
                        .build());
        List<ByteString> ids = new ArrayList<>();
        for (ByteString message : messages) {
            assertThat(spans(List.of(message)).stream().map(Span::getTraceId).distinct())
                    .hasSize(1);
            ids.add(spans(List.of(message)).get(0).getTraceId());
        }
        assertThat(ids).containsExactly(SpanEncoder.id(SPECIAL_TRACE), SpanEncoder.id(SeedTrace.TRACE_ID));
    }

    @ParameterizedTest
    @CsvSource({
        "memory.key, test-plan-user-service",
        "memory.value_size, 387",
        "memory.operation_duration_ms, 12",
        "memory.found, true",
        "memory.namespace, aqe/reports",
        "agent.id, qe-fleet-commander",
        "service.name, agentic-qe-fleet",
        "span.kind, internal",
        "otel.status_code, ok",
        "error, false",
    })
    @DisplayName("a search by an attribute of a span, its resource or a field of it finds the trace")
    void found(String key, String value) throws Exception {
        assertThat(find(search("agentic-qe-fleet", Map.of(key, value)))).containsExactly(SeedTrace.TRACE_ID);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tags/of~all | [\"a\",\"b\"]",
                "score | 0.75",
                "event.only | seen",
                "error | true",
                "otel.status_description | Write denied: no permission",
                "host.name | it's \"here\"",
            })
    @DisplayName("a search by a list, a number, an attribute of an event, and texts with quotes finds the trace")
    void foundSpecial(String key, String value) throws Exception {
        assertThat(find(search("special", Map.of(key, value)))).containsExactly(SPECIAL_TRACE);
    }

    @ParameterizedTest
    @CsvSource({
        "memory.key, no such key",
        "memory.value_size, 388",
        "error, true",
        "no.such.key, x",
        "it' OR 1=1 --, x",
        "it\"; DROP TABLE spans; --, x",
    })
    @DisplayName("a search by what no span has finds nothing, and breaks nothing")
    void notFound(String key, String value) throws Exception {
        assertThat(find(search("agentic-qe-fleet", Map.of(key, value)))).isEmpty();
    }

    @Test
    @DisplayName("a search by operation, duration and time finds what lies within")
    void durationAndTime() throws Exception {
        UnknownFieldSet execute = search("agentic-qe-fleet", Map.of()).toBuilder()
                .mergeFrom(fields(2, "aqe.task.execute"))
                .build();
        assertThat(find(with(execute, 6, millis(195)))).containsExactly(SeedTrace.TRACE_ID);
        assertThat(find(with(execute, 6, millis(196)))).isEmpty();
        assertThat(find(with(execute, 7, millis(195)))).containsExactly(SeedTrace.TRACE_ID);
        assertThat(find(with(execute, 7, millis(194)))).isEmpty();
        long start = 1_732_089_600L;
        assertThat(find(with(
                        execute,
                        5,
                        Timestamp.newBuilder().setSeconds(start).build().toByteString())))
                .isEmpty();
        assertThat(find(with(
                        execute,
                        4,
                        Timestamp.newBuilder().setSeconds(start).build().toByteString())))
                .containsExactly(SeedTrace.TRACE_ID);
    }

    @Test
    @DisplayName("the number of traces is limited, and the newest come first")
    void limit() throws Exception {
        UnknownFieldSet any = search("", Map.of());
        assertThat(find(any)).containsExactly(LARGE_TRACE, SPECIAL_TRACE, SeedTrace.TRACE_ID);
        UnknownFieldSet two = any.toBuilder()
                .mergeField(8, Field.newBuilder().addVarint(2).build())
                .build();
        assertThat(find(two)).containsExactly(LARGE_TRACE, SPECIAL_TRACE);
        assertThat(spans(call("TraceReader/FindTraces", request(two)))).hasSize(LARGE + 2);
    }

    @Test
    @DisplayName("the graph leads from agents to namespaces to Redis")
    void dependencies() throws Exception {
        UnknownFieldSet answer = one("DependencyReader/GetDependencies", UnknownFieldSet.getDefaultInstance());
        List<String> edges = new ArrayList<>();
        for (ByteString bytes : answer.getField(1).getLengthDelimitedList()) {
            UnknownFieldSet edge = UnknownFieldSet.parseFrom(bytes);
            edges.add(texts(edge, 1).get(0) + " > " + texts(edge, 2).get(0) + " x "
                    + edge.getField(3).getVarintList().get(0));
        }
        assertThat(edges)
                .contains(
                        "agentic-qe-fleet > qe-test-executor x 1",
                        "qe-test-executor > memory aqe/test-plans x 1",
                        "qe-coverage-analyzer > memory aqe/reports x 1",
                        "special > memory notes x 1",
                        "memory notes > redis x 1")
                .noneMatch(edge -> edge.contains("> agentic-qe-fleet"));
    }

    @Test
    @DisplayName("garbage is an invalid argument, and a method that there is none of unimplemented")
    void garbage() {
        assertThat(raw("TraceReader/FindTraces", new byte[] {0x0f, 1, 2})
                        .headers()
                        .get("grpc-status"))
                .isEqualTo("3");
        assertThat(raw("TraceReader/FindTraceSummaries", new byte[0]).headers().get("grpc-status"))
                .isEqualTo("12");
    }

    @Test
    @DisplayName("a browser, which has no HTTP/2 without TLS, reads nothing")
    void http1() {
        HttpResponse<byte[]> answer = Http.post(
                collector.get().grpcPort(),
                "/jaeger.storage.v2.TraceReader/GetServices",
                new byte[5],
                "Content-Type",
                "application/grpc");
        assertThat(answer.statusCode()).isEqualTo(505);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).doesNotContain("agentic-qe-fleet");
    }

    /** Everything that the store keeps, and values of all types. */
    private static ExportTraceServiceRequest special() {
        Span.Builder call = span(SPECIAL_TRACE, 1, 1_800_000_000_000_000_001L)
                .setName("acme.memory.store")
                .setKind(Span.SpanKind.SPAN_KIND_SERVER)
                .setStatus(Status.newBuilder()
                        .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                        .setMessage("Write denied: no permission"))
                .addAttributes(SeedTrace.attribute("memory.operation", "store"))
                .addAttributes(SeedTrace.attribute("memory.namespace", "notes"))
                .addAttributes(SeedTrace.attribute("memory.key", "schlüssel-鍵"))
                .addAttributes(SeedTrace.attribute("memory.found", false))
                .addAttributes(SeedTrace.attribute("score", 0.75))
                .addAttributes(SeedTrace.attribute("whole", 12.0))
                .addAttributes(SeedTrace.attribute("large", Long.MAX_VALUE))
                .addAttributes(KeyValue.newBuilder().setKey("tags/of~all").setValue(list("a", "b")))
                .addAttributes(KeyValue.newBuilder()
                        .setKey("map")
                        .setValue(AnyValue.newBuilder()
                                .setKvlistValue(KeyValueList.newBuilder()
                                        .addValues(SeedTrace.attribute("n", 1L))
                                        .addValues(KeyValue.newBuilder()
                                                .setKey("list")
                                                .setValue(list("x"))))))
                // Two of one moment, and one that was added late.
                .addEvents(event("second", 20, SeedTrace.attribute("event.only", "seen")))
                .addEvents(event("a", 20, SeedTrace.attribute("n", 1L)))
                .addEvents(event("first", 10, SeedTrace.attribute("ok", true)))
                .addLinks(Span.Link.newBuilder()
                        .setTraceId(SpanEncoder.id(SeedTrace.TRACE_ID))
                        .setSpanId(SeedTrace.id(7))
                        .addAttributes(SeedTrace.attribute("link.reason", "the plan that this one replaces")));
        Span.Builder redis = span(SPECIAL_TRACE, 2, 1_800_000_000_000_000_100L)
                .setParentSpanId(SeedTrace.id(1))
                .setName("call")
                .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
                .addAttributes(SeedTrace.attribute("db.system.name", "redis"));
        return request("special", List.of(call.build(), redis.build()));
    }

    private static ExportTraceServiceRequest large() {
        List<Span> spans = new ArrayList<>();
        String text = "x".repeat(2_000);
        for (int i = 1; i <= LARGE; i++) {
            spans.add(span(LARGE_TRACE, i, 1_800_000_001_000_000_000L + i)
                    .setName("part")
                    .addAttributes(SeedTrace.attribute("text", text))
                    .build());
        }
        return request("large", spans);
    }

    private static ExportTraceServiceRequest request(String service, List<Span> spans) {
        ResourceSpans.Builder resource = ResourceSpans.newBuilder();
        resource.getResourceBuilder()
                .addAttributes(SeedTrace.attribute("service.name", service))
                .addAttributes(SeedTrace.attribute("host.name", "it's \"here\""));
        ScopeSpans.Builder scope = resource.addScopeSpansBuilder().addAllSpans(spans);
        scope.getScopeBuilder().setName("engram");
        return ExportTraceServiceRequest.newBuilder().addResourceSpans(resource).build();
    }

    private static Span.Builder span(String trace, int id, long start) {
        return Span.newBuilder()
                .setTraceId(SpanEncoder.id(trace))
                .setSpanId(SeedTrace.id(id))
                .setStartTimeUnixNano(start)
                .setEndTimeUnixNano(start + 50)
                .setKind(Span.SpanKind.SPAN_KIND_INTERNAL)
                .setStatus(Status.getDefaultInstance());
    }

    private static Span.Event event(String name, int nanos, KeyValue attribute) {
        return Span.Event.newBuilder()
                .setName(name)
                .setTimeUnixNano(1_800_000_000_000_000_001L + nanos)
                .addAttributes(attribute)
                .build();
    }

    private static AnyValue list(String... texts) {
        ArrayValue.Builder list = ArrayValue.newBuilder();
        for (String text : texts) {
            list.addValues(AnyValue.newBuilder().setStringValue(text));
        }
        return AnyValue.newBuilder().setArrayValue(list).build();
    }

    /** Span by span; the order of attributes and of spans means nothing, that of events and links does. */
    private static Map<String, String> comparable(List<ResourceSpans> resources) {
        Map<String, String> all = new TreeMap<>();
        for (ResourceSpans resource : resources) {
            for (ScopeSpans scope : resource.getScopeSpansList()) {
                for (Span span : scope.getSpansList()) {
                    List<KeyValue> sorted = new ArrayList<>(span.getAttributesList());
                    sorted.sort(Comparator.comparing(KeyValue::getKey));
                    Span.Builder same = span.toBuilder().clearAttributes().addAllAttributes(sorted);
                    all.put(
                            span.getSpanId().toStringUtf8(),
                            resource.getResource() + "\n" + scope.getScope() + "\n" + same.build());
                }
            }
        }
        return all;
    }

    private static List<ResourceSpans> trace(String id) throws Exception {
        List<ResourceSpans> all = new ArrayList<>();
        for (ByteString message : call("TraceReader/GetTraces", traceRequest(id))) {
            all.addAll(TracesData.parseFrom(message).getResourceSpansList());
        }
        return all;
    }

    private static List<Span> spans(List<ByteString> messages) throws Exception {
        List<Span> all = new ArrayList<>();
        for (ByteString message : messages) {
            TracesData.parseFrom(message).getResourceSpansList().stream()
                    .flatMap(resource -> resource.getScopeSpansList().stream())
                    .forEach(scope -> all.addAll(scope.getSpansList()));
        }
        return all;
    }

    private static List<String> find(UnknownFieldSet query) throws Exception {
        List<String> ids = new ArrayList<>();
        UnknownFieldSet answer = one("TraceReader/FindTraceIDs", request(query));
        for (ByteString bytes : answer.getField(1).getLengthDelimitedList()) {
            UnknownFieldSet found = UnknownFieldSet.parseFrom(bytes);
            ids.add(HexFormat.of()
                    .formatHex(found.getField(1).getLengthDelimitedList().get(0).toByteArray()));
        }
        return ids;
    }

    private static UnknownFieldSet search(String service, Map<String, String> attributes) {
        UnknownFieldSet.Builder query = fields(1, service).toBuilder();
        attributes.forEach((key, value) -> query.mergeField(
                3,
                Field.newBuilder()
                        .addLengthDelimited(SeedTrace.attribute(key, value).toByteString())
                        .build()));
        return query.build();
    }

    private static UnknownFieldSet with(UnknownFieldSet query, int field, ByteString value) {
        return query.toBuilder()
                .mergeField(field, Field.newBuilder().addLengthDelimited(value).build())
                .build();
    }

    private static ByteString millis(int millis) {
        return Duration.newBuilder().setNanos(millis * 1_000_000).build().toByteString();
    }

    private static UnknownFieldSet request(UnknownFieldSet query) {
        return with(UnknownFieldSet.getDefaultInstance(), 1, query.toByteString());
    }

    private static UnknownFieldSet traceRequest(String id) {
        return request(with(UnknownFieldSet.getDefaultInstance(), 1, SpanEncoder.id(id)));
    }

    private static UnknownFieldSet fields(int number, String text) {
        return with(UnknownFieldSet.getDefaultInstance(), number, ByteString.copyFromUtf8(text));
    }

    private static List<String> texts(UnknownFieldSet message, int number) {
        return message.getField(number).getLengthDelimitedList().stream()
                .map(ByteString::toStringUtf8)
                .toList();
    }

    private static UnknownFieldSet one(String method, UnknownFieldSet request) throws Exception {
        List<ByteString> messages = call(method, request);
        assertThat(messages).hasSize(1);
        return UnknownFieldSet.parseFrom(messages.get(0));
    }

    /** The messages of an answer that went well. */
    private static List<ByteString> call(String method, UnknownFieldSet request) {
        AggregatedHttpResponse answer = raw(method, request.toByteArray());
        assertThat(answer.trailers().get("grpc-status"))
                .as("%s %s", answer.headers(), answer.trailers())
                .isEqualTo("0");
        List<ByteString> messages = new ArrayList<>();
        ByteBuffer body = ByteBuffer.wrap(answer.content().array());
        while (body.hasRemaining()) {
            assertThat(body.get()).isZero();
            byte[] message = new byte[body.getInt()];
            body.get(message);
            messages.add(ByteString.copyFrom(message));
        }
        return messages;
    }

    private static AggregatedHttpResponse raw(String method, byte[] message) {
        byte[] frame = ByteBuffer.allocate(5 + message.length)
                .put((byte) 0)
                .putInt(message.length)
                .put(message)
                .array();
        RequestHeaders headers = RequestHeaders.builder(HttpMethod.POST, "/jaeger.storage.v2." + method)
                .set("content-type", "application/grpc")
                .set("te", "trailers")
                .build();
        return WebClient.of("h2c://127.0.0.1:" + collector.get().grpcPort())
                .blocking()
                .execute(headers, HttpData.wrap(frame));
    }
}
