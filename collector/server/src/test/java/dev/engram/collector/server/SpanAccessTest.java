package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import dev.engram.collector.keyspace.survey.usage.Access;
import dev.engram.collector.keyspace.survey.usage.AccessLog;
import dev.engram.collector.keyspace.survey.usage.AccessLog.Accesses;
import dev.engram.collector.keyspace.survey.usage.SpanAccess;
import dev.engram.collector.server.sql.QueryException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a real collector's spans tell of accesses. */
class SpanAccessTest {

    private final ScopeSpans.Builder spans = ScopeSpans.newBuilder();
    private TestCollector collector;
    private long lastId;

    @BeforeEach
    void start() {
        collector = new TestCollector();
    }

    @AfterEach
    void stop() {
        collector.close();
    }

    private Span.Builder span(long parent, long endSecond, Map<String, String> attributes) {
        Span.Builder span = spans.addSpansBuilder()
                .setTraceId(ByteString.copyFrom(
                        ByteBuffer.allocate(16).putLong(1).putLong(1).array()))
                .setSpanId(id(++lastId))
                .setName("x")
                .setStartTimeUnixNano(1)
                .setEndTimeUnixNano(endSecond * 1_000_000_000L);
        if (parent > 0) {
            span.setParentSpanId(id(parent));
        }
        attributes.forEach((key, value) -> span.addAttributes(
                KeyValue.newBuilder().setKey(key).setValue(AnyValue.newBuilder().setStringValue(value))));
        return span;
    }

    private static ByteString id(long number) {
        return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(number).array());
    }

    private Span.Builder memory(long parent, long second, String operation, String key) {
        return span(
                parent, second, Map.of("memory.operation", operation, "memory.namespace", "plans", "memory.key", key));
    }

    private Accesses read(Instant since) throws Exception {
        collector.send(ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(spans))
                .build());
        return new SpanAccess(sql -> {
                    try {
                        return collector.get().query(sql);
                    } catch (QueryException e) {
                        throw new AssertionError(e.getMessage(), e);
                    }
                })
                .read(since);
    }

    @Test
    @DisplayName(
            "Operations are counted by key, kind and agent; an operation without an agent is that of the span around it")
    void counted() throws Exception {
        span(0, 100, Map.of("agent.id", "planner"));
        memory(1, 10, "store", "one");
        memory(1, 20, "store", "one");
        memory(1, 30, "retrieve", "one")
                .addAttributes(KeyValue.newBuilder()
                        .setKey("agent.id")
                        .setValue(AnyValue.newBuilder().setStringValue("executor")));
        memory(0, 40, "delete", "two");
        span(1, 50, Map.of("memory.operation", "search", "memory.namespace", "plans", "memory.pattern", "o%"));

        Accesses accesses = read(Instant.ofEpochSecond(20));

        assertThat(accesses.truncated()).isFalse();
        assertThat(accesses.byKey())
                .extracting(Access::key, Access::operation, Access::agent, Access::count, Access::recent, Access::last)
                .containsExactlyInAnyOrder(
                        tuple("one", "store", "planner", 2L, 1L, Instant.ofEpochSecond(20)),
                        tuple("one", "retrieve", "executor", 1L, 1L, Instant.ofEpochSecond(30)),
                        tuple("two", "delete", "", 1L, 1L, Instant.ofEpochSecond(40)));
        assertThat(accesses.byNamespace())
                .extracting(Access::namespace, Access::key, Access::operation, Access::agent, Access::count)
                .containsExactlyInAnyOrder(
                        tuple("plans", "", "store", "planner", 2L),
                        tuple("plans", "", "retrieve", "executor", 1L),
                        tuple("plans", "", "delete", "", 1L),
                        tuple("plans", "", "search", "planner", 1L));
    }

    @Test
    @Tag("full")
    @DisplayName("Spans in the words of OpenTelemetry's GenAI convention alone tell the same")
    void genAi() throws Exception {
        span(0, 100, Map.of("gen_ai.agent.id", "planner"));
        for (String operation : new String[] {"upsert_memory", "get_memory", "delete_memory"}) {
            span(
                    1,
                    10,
                    Map.of(
                            "gen_ai.operation.name", operation,
                            "gen_ai.memory.store.id", "plans",
                            "gen_ai.memory.record.id", "one"));
        }
        span(0, 10, Map.of("gen_ai.operation.name", "chat", "gen_ai.memory.store.id", "plans"));
        assertThat(read(Instant.EPOCH).byKey())
                .extracting(Access::namespace, Access::key, Access::operation, Access::agent)
                .containsExactlyInAnyOrder(
                        tuple("plans", "one", "store", "planner"),
                        tuple("plans", "one", "retrieve", "planner"),
                        tuple("plans", "one", "delete", "planner"));
    }

    @Test
    @Tag("full")
    @DisplayName("What failed, what is a part of another operation, and what is no access does not count")
    void notCounted() throws Exception {
        memory(0, 10, "store", "failed").setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
        memory(0, 10, "store", "part")
                .addAttributes(KeyValue.newBuilder()
                        .setKey("memory.nested")
                        .setValue(AnyValue.newBuilder().setBoolValue(true)));
        memory(0, 10, "load", "context");
        span(0, 10, Map.of("db.system.name", "redis"));
        Accesses accesses = read(Instant.EPOCH);
        assertThat(accesses.byKey()).isEmpty();
        assertThat(accesses.byNamespace()).isEmpty();
    }

    @Test
    @DisplayName("A collector that cannot be asked makes them unavailable, and says why")
    void unavailable() {
        SpanAccess access = new SpanAccess(sql -> {
            throw new AccessLog.Unavailable("nobody is there");
        });
        assertThatThrownBy(() -> access.read(Instant.EPOCH))
                .isInstanceOf(AccessLog.Unavailable.class)
                .hasMessage("nobody is there");
    }
}
