package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Findings about memories")
class MemoryFindingsTest {

    private static final long START = 1_800_000_000_000_000_000L;
    private static final long SECOND = 1_000_000_000L;

    private final TestCollector collector = new TestCollector();
    private final ScopeSpans.Builder spans = ScopeSpans.newBuilder();
    private long second;

    @BeforeEach
    void begin() {
        second = 0;
    }

    @AfterEach
    void stop() {
        collector.close();
    }

    /** An operation, a second after the one before. */
    private Span.Builder add(String operation, String agent, String namespace, String key, Object... attributes) {
        long id = spans.getSpansCount() + 1L;
        Span.Builder span = spans.addSpansBuilder()
                .setTraceId(ByteString.copyFrom(
                        ByteBuffer.allocate(16).putLong(7).putLong(id).flip()))
                .setSpanId(
                        ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id).flip()))
                .setName("aqe.memory." + operation)
                .setStartTimeUnixNano(START + second * SECOND)
                .setEndTimeUnixNano(START + second * SECOND + 1000);
        second++;
        attribute(span, "memory.operation", operation);
        attribute(span, "memory.namespace", namespace);
        attribute(span, operation.equals("search") ? "memory.pattern" : "memory.key", key);
        attribute(span, "agent.id", agent);
        for (int i = 0; i < attributes.length; i += 2) {
            attribute(span, (String) attributes[i], attributes[i + 1]);
        }
        return span;
    }

    private static void attribute(Span.Builder span, String name, Object value) {
        AnyValue.Builder any = AnyValue.newBuilder();
        if (value instanceof Boolean b) {
            any.setBoolValue(b);
        } else if (value instanceof Integer i) {
            any.setIntValue(i);
        } else {
            any.setStringValue((String) value);
        }
        span.addAttributes(KeyValue.newBuilder().setKey(name).setValue(any));
    }

    private void store(String agent, String key, String fingerprint) {
        add("store", agent, "ns", key, "memory.value_fingerprint", fingerprint, "memory.value_size", 40);
    }

    private void read(String agent, String key, boolean found) {
        add("retrieve", agent, "ns", key, "memory.found", found);
    }

    /** Finding, namespace, key, agent, times and bytes, of all that there are. */
    private List<String> found() throws InterruptedException {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        request.addResourceSpansBuilder().addScopeSpans(spans);
        collector.send(request.build());
        return collector
                .rows(
                        "SELECT concat_ws(' | ', finding, namespace, coalesce(key, '-'), agent, times, coalesce(bytes::VARCHAR, '-'))"
                                + " FROM findings ORDER BY finding, namespace, key")
                .stream()
                .map(row -> (String) row.get(0))
                .toList();
    }

    @Test
    @DisplayName("are none where agents read what they write, of which some expires and some is deleted")
    void clean() throws Exception {
        for (int i = 0; i < 150; i++) {
            store("a", "k" + i, "f" + i);
            read("a", "k" + i, true);
        }
        add("delete", "a", "ns", "k1");
        add("search", "a", "ns", "k%", "memory.result_count", 3);
        store("a", "k2", "other");
        read("a", "k2", true);
        assertThat(found()).isEmpty();
    }

    @Test
    @DisplayName("name what is written and never read, unless a search may have found it")
    void neverRead() throws Exception {
        store("a", "unread", "f1");
        store("a", "read", "f2");
        read("a", "read", true);
        add("store", "a", "searched", "found", "memory.value_size", 5);
        add("search", "a", "searched", "f%", "memory.result_count", 1);
        add("store", "a", "empty", "not found", "memory.value_size", 5);
        add("search", "a", "empty", "f%", "memory.result_count", 0);
        assertThat(found())
                .containsExactly(
                        "never read | empty | not found | a | 1 | 5",
                        "never read | ns | unread | a | 1 | 40",
                        "search without result | empty | f% | a | 1 | -");
    }

    @Test
    @Tag("full")
    @DisplayName("name what is asked for again and again and never found")
    void alwaysMissed() throws Exception {
        read("a", "missing", false);
        read("b", "missing", false);
        read("a", "once", false);
        read("a", "late", false);
        store("a", "late", "f");
        read("a", "late", true);
        assertThat(found()).containsExactly("always missed | ns | missing | a, b | 2 | -");
    }

    @Test
    @Tag("full")
    @DisplayName("name what is overwritten before it is read, and what is stored again unchanged")
    void overwritten() throws Exception {
        store("a", "busy", "f1");
        store("b", "busy", "f2");
        store("a", "busy", "f3");
        read("a", "busy", true);
        read("b", "busy", true);
        store("a", "same", "f");
        read("a", "same", true);
        store("a", "same", "f");
        read("a", "same", true);
        add("delete", "a", "ns", "same");
        store("a", "same", "f");
        read("a", "same", true);
        assertThat(found())
                .containsExactly(
                        "overwritten unread | ns | busy | a, b | 2 | 80", "unchanged store | ns | same | a | 1 | 40");
    }

    @Test
    @Tag("full")
    @DisplayName("know that what is added to a conversation overwrites nothing, and that a retrieve of all reads it")
    void added() throws Exception {
        for (String session : List.of("s1", "s2")) {
            for (int i = 0; i < 3; i++) {
                add(
                        "store",
                        "a",
                        "chat",
                        session,
                        "gen_ai.operation.name",
                        "create_memory",
                        "memory.value_fingerprint",
                        "hello",
                        "memory.value_size",
                        40);
            }
        }
        assertThat(found())
                .containsExactly("never read | chat | s1 | a | 3 | 40", "never read | chat | s2 | a | 3 | 40");
        Span.Builder all = add("retrieve", "a", "chat", "", "memory.found", true);
        all.removeAttributes(2);
        assertThat(found()).isEmpty();
    }

    @Test
    @DisplayName("name keys with the same value, as long as they are there")
    void duplicates() throws Exception {
        for (String key : List.of("one", "two", "three")) {
            store("a", key, "f");
            read("a", key, true);
        }
        add("delete", "a", "ns", "three");
        add("store", "a", "ns", "tiny 1", "memory.value_fingerprint", "t", "memory.value_size", 4);
        read("a", "tiny 1", true);
        add("store", "a", "ns", "tiny 2", "memory.value_fingerprint", "t", "memory.value_size", 4);
        read("a", "tiny 2", true);
        assertThat(found()).containsExactly("duplicate | ns | one, two | a | 2 | 40");
    }

    @Test
    @DisplayName("name what is read in an older version, after another agent has stored a newer one")
    void stale() throws Exception {
        store("a", "plan", "old");
        add("retrieve", "b", "ns", "plan", "memory.found", true, "memory.value_fingerprint", "old");
        store("a", "plan", "new");
        add(
                "retrieve",
                "b",
                "ns",
                "plan",
                "memory.found",
                true,
                "memory.value_fingerprint",
                "old",
                "memory.value_size",
                40);
        add("retrieve", "a", "ns", "plan", "memory.found", true, "memory.value_fingerprint", "new");
        store("b", "own", "x");
        read("b", "own", true);
        assertThat(found()).containsExactly("stale read | ns | plan | b | 1 | 40");
    }

    @Test
    @Tag("full")
    @DisplayName("name agents that read what one other agent alone writes")
    void coupled() throws Exception {
        store("writer", "x", "f1");
        store("writer", "y", "f2");
        read("reader", "x", true);
        read("reader", "y", true);
        read("writer", "x", true);
        assertThat(found()).containsExactly("coupled agents | ns | - | reader | 2 | -");
    }

    @Test
    @Tag("full")
    @DisplayName("keep memories of services apart that have the same namespace, each in its own process")
    void ownMemories() throws Exception {
        inTwoServices();
        assertThat(collector.rows("SELECT finding, key, service FROM findings ORDER BY ALL"))
                .containsExactly(List.of("never read", "s1", "first"));
    }

    @Test
    @Tag("full")
    @DisplayName("see one memory where services with the same namespace use a server")
    void sharedByAServer() throws Exception {
        inTwoServices("server.address", "memories");
        assertThat(collector.rows("SELECT * FROM findings")).isEmpty();
    }

    @Test
    @DisplayName("see one memory where a database command with an address is beneath an operation")
    void sharedByACommand() throws Exception {
        inTwoServices();
        Span.Builder command = Span.newBuilder(spans.getSpans(0))
                .clearAttributes()
                .setParentSpanId(spans.getSpans(0).getSpanId())
                .setSpanId(
                        ByteString.copyFrom(ByteBuffer.allocate(8).putLong(1000).flip()));
        attribute(command, "db.system.name", "redis");
        attribute(command, "server.address", "localhost");
        collector.send(request("first", ScopeSpans.newBuilder().addSpans(command)));
        assertThat(collector.rows("SELECT * FROM findings")).isEmpty();
    }

    @Test
    @Tag("full")
    @DisplayName("see one memory where a service finds what only another one has stored")
    void sharedByWhatIsFound() throws Exception {
        inTwoServices();
        spans.clear();
        add("retrieve", "b", "chat", "s3", "memory.found", true)
                .setSpanId(
                        ByteString.copyFrom(ByteBuffer.allocate(8).putLong(2000).flip()));
        ExportTraceServiceRequest read = request("second", spans);
        spans.clear();
        add("store", "a", "chat", "s3")
                .setStartTimeUnixNano(START)
                .setSpanId(
                        ByteString.copyFrom(ByteBuffer.allocate(8).putLong(2001).flip()));
        collector.send(request("first", spans));
        collector.send(read);
        assertThat(collector.rows("SELECT key FROM findings")).isEmpty();
    }

    /** What one service stores, a service of another name reads: the same memory, or another one with the same key. */
    private void inTwoServices(Object... attributes) throws InterruptedException {
        add("store", "a", "chat", "s1", attributes);
        add("store", "a", "chat", "s2", attributes);
        add("retrieve", "a", "chat", "s2", "memory.found", true);
        collector.send(request("first", spans));
        ScopeSpans.Builder first = spans.clone();
        spans.clearSpans();
        second++;
        add("store", "b", "chat", "s1", attributes)
                .setSpanId(
                        ByteString.copyFrom(ByteBuffer.allocate(8).putLong(500).flip()));
        add("retrieve", "b", "chat", "s1", "memory.found", true)
                .setSpanId(
                        ByteString.copyFrom(ByteBuffer.allocate(8).putLong(501).flip()));
        collector.send(request("second", spans));
        spans.clear();
        spans.addAllSpans(first.getSpansList());
    }

    private static ExportTraceServiceRequest request(String service, ScopeSpans.Builder spans) {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        request.addResourceSpansBuilder()
                .setResource(Resource.newBuilder()
                        .addAttributes(KeyValue.newBuilder()
                                .setKey("service.name")
                                .setValue(AnyValue.newBuilder().setStringValue(service))))
                .addScopeSpans(spans);
        return request.build();
    }

    @Test
    @Tag("full")
    @DisplayName("name namespaces to which keys are only added")
    void growing() throws Exception {
        for (int i = 0; i < 100; i++) {
            store("a", "k" + i, "f" + i);
            read("a", "k" + i, true);
        }
        assertThat(found()).containsExactly("growing namespace | ns | - | a | 100 | 4000");
    }

    @Test
    @Tag("full")
    @DisplayName("name what expires before it is read for the first time")
    void expired() throws Exception {
        add("store", "a", "ns", "short", "memory.ttl", 10, "memory.value_size", 1);
        second += 20;
        read("a", "short", false);
        add("store", "a", "ns", "long", "memory.ttl", 60, "memory.value_size", 1);
        second += 20;
        read("a", "long", true);
        second += 60;
        read("a", "long", false);
        assertThat(found())
                .containsExactly("expired before read | ns | short | a | 1 | -", "never read | ns | short | a | 1 | 1");
        assertThat(collector.rows("SELECT what FROM findings WHERE finding = 'expired before read'"))
                .containsExactly(List.of("It is read 21 s after it was stored, and its TTL is 10 s."));
    }

    @Test
    @Tag("full")
    @DisplayName("count no operation that failed, and none that is a part of another one")
    void partsAndFailures() throws Exception {
        add("store", "a", "ns", "failed").setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
        add("store", "a", "ns", "part", "memory.nested", true);
        assertThat(found()).isEmpty();
    }

    @Test
    @Tag("full")
    @DisplayName("are found in every segment, in memory and in files")
    void segments(@TempDir Path folder) throws Exception {
        for (boolean isInFiles : new boolean[] {false, true}) {
            try (TestCollector small = new TestCollector(
                    options -> (isInFiles ? options.database(folder.resolve("db")) : options).maxSpans(500))) {
                for (int i = 0; i < 8; i++) {
                    spans.clear();
                    for (int k = 0; k < 50; k++) {
                        second++;
                        add("store", "a", "ns", "k" + i + "-" + k, "memory.ttl", 60)
                                .setSpanId(ByteString.copyFrom(ByteBuffer.allocate(8)
                                        .putLong(1 + i * 50L + k)
                                        .flip()));
                    }
                    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
                    request.addResourceSpansBuilder().addScopeSpans(spans);
                    small.send(request.build());
                    assertThat(small.rows("SELECT count(*) FROM findings WHERE finding = 'never read'"))
                            .containsExactly(List.of(50L * (i + 1)));
                }
            }
        }
    }

    @Test
    @Tag("full")
    @DisplayName("show the spans that prove them, and say what to do")
    void proof() throws Exception {
        store("a", "unread", "f1");
        assertThat(found()).hasSize(1);
        assertThat(collector.rows("SELECT spans[1].span_id, length(advice) > 0 FROM findings"))
                .containsExactly(List.of("0000000000000001", true));
    }
}
