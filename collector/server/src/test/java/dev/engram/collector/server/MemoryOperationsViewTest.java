package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.engram.collector.common.model.MemoryOperations;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The view memory_operations")
class MemoryOperationsViewTest {

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

    /** Adds a span whose attributes are texts, whole numbers or fractions. */
    private void span(Map<String, Object> attributes) {
        Span.Builder span = spans.addSpansBuilder()
                .setTraceId(ByteString.copyFrom(
                        ByteBuffer.allocate(16).putLong(1).putLong(1).array()))
                .setSpanId(ByteString.copyFrom(
                        ByteBuffer.allocate(8).putLong(++lastId).array()))
                .setName("x")
                .setStartTimeUnixNano(lastId)
                .setEndTimeUnixNano(lastId + 1);
        attributes.forEach((key, value) ->
                span.addAttributes(KeyValue.newBuilder().setKey(key).setValue(value(value))));
    }

    private static AnyValue value(Object value) {
        AnyValue.Builder any = AnyValue.newBuilder();
        if (value instanceof Double number) {
            return any.setDoubleValue(number).build();
        }
        return value instanceof Long number
                ? any.setIntValue(number).build()
                : any.setStringValue(value.toString()).build();
    }

    private List<List<Object>> rows(String columns) throws InterruptedException {
        collector.send(ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(spans))
                .build());
        return collector.rows("SELECT " + columns + " FROM memory_operations ORDER BY start_unix_nano");
    }

    @Test
    @DisplayName("knows every operation of the GenAI conventions, and what Engram calls it")
    void operations() throws Exception {
        List<List<Object>> expected = new ArrayList<>();
        MemoryOperations.GEN_AI.forEach((name, word) -> {
            span(Map.of("gen_ai.operation.name", name, "gen_ai.memory.store.id", "plans"));
            expected.add(List.of(word, "plans"));
        });
        span(Map.of("gen_ai.operation.name", "chat"));
        assertThat(rows("operation, namespace")).isEqualTo(expected);
    }

    @Test
    @Tag("full")
    @DisplayName("reads a retrieval's data source, and the counts and scores of another draft")
    void otherNames() throws Exception {
        span(Map.of("gen_ai.operation.name", "retrieval", "gen_ai.data_source.id", "contents"));
        span(Map.of("memory.operation", "search", "memory.result.count", 3L, "memory.top_similarity", 0.75));
        span(Map.of("memory.operation", "retrieve", "memory.result.count", 0L));
        span(Map.of("memory.operation", "search", "memory.result_count", 2L, "memory.score", 0.5));
        assertThat(rows("concat_ws('|', operation, namespace, results, score, found)"))
                .containsExactly(
                        List.of("search|contents"),
                        List.of("search|default|3|0.75"),
                        List.of("retrieve|default|0|false"),
                        List.of("search|default|2|0.5"));
    }
}
