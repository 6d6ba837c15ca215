package dev.engram.agent.telemetry.value;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.telemetry.Agent;
import dev.engram.agent.telemetry.Otlp;
import dev.engram.agent.telemetry.OtlpSink;
import java.io.IOException;
import java.nio.CharBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Content leaves the process only where the user asks for it")
class ContentTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static void calls(Agent agent) throws Exception {
        int search = agent.memory(
                Operation.SEARCH, Map.of(Field.PATTERN, "arg0", Field.QUERY, "arg1"), UnaryOperator.identity());
        agent.call(agent.store(), () -> null, "k", Map.of("likes", "tea"), "n");
        agent.call(agent.retrieve(), () -> "coffee", "k", "n");
        agent.call(search, () -> List.of("milk"), "p", "what do they drink");
        agent.awaitSpans();
    }

    @Test
    @DisplayName("off, which is the default, no span has a value or a query in it")
    void off() throws Exception {
        try (OtlpSink sink = new OtlpSink();
                Agent agent = new Agent(Agent.to(sink))) {
            calls(agent);
            assertThat(sink.spans()).hasSize(3);
            assertThat(sink.spans().toString())
                    .doesNotContain("tea")
                    .doesNotContain("coffee")
                    .doesNotContain("milk")
                    .doesNotContain("drink")
                    .doesNotContain("gen_ai.memory.records")
                    .doesNotContain("gen_ai.memory.query.text");
        }
    }

    @Test
    @DisplayName("on, stores and retrieves have their value as a record, searches their query, whatever the convention")
    void on() throws Exception {
        for (String convention : List.of("both", "memory")) {
            try (OtlpSink sink = new OtlpSink();
                    Agent agent = new Agent(
                            Agent.to(sink, "ENGRAM_CAPTURE_CONTENT", "true", "ENGRAM_CONVENTIONS", convention))) {
                calls(agent);
                assertThat(Otlp.attributes(sink.span("aqe.memory.store")))
                        .containsEntry("gen_ai.memory.records", "[{\"content\":{\"likes\":\"tea\"}}]");
                assertThat(Otlp.attributes(sink.span("aqe.memory.retrieve")))
                        .containsEntry("gen_ai.memory.records", "[{\"content\":\"coffee\"}]");
                assertThat(Otlp.attributes(sink.span("aqe.memory.search")))
                        .containsEntry("gen_ai.memory.query.text", "what do they drink");
            }
        }
    }

    static Stream<Object> values() {
        return ValueSizeTest.likeJackson();
    }

    @ParameterizedTest
    @MethodSource("values")
    @DisplayName("what is written is what Jackson would write")
    void likeJackson(Object value) throws IOException {
        assertThat(parsed(Content.records(value))).isEqualTo(JSON.readTree(JSON.writeValueAsBytes(value)));
    }

    private static JsonNode parsed(@Nullable String records) throws IOException {
        JsonNode array = JSON.readTree(Objects.requireNonNull(records));
        assertThat(array).hasSize(1);
        return array.get(0).get("content");
    }

    @Test
    @DisplayName("what is too long is cut at 4,096 characters and is proper JSON still")
    void limits() throws IOException {
        for (Object each : List.of(
                "\"é😀\u0001".repeat(5000),
                "x".repeat(100_000),
                Collections.nCopies(100_000, "a\"b"),
                Map.of("k", "v".repeat(10_000)),
                CharBuffer.wrap("y".repeat(9000)))) {
            String records = Content.records(each);
            assertThat(parsed(records).isTextual()).isTrue();
            assertThat(records).hasSizeBetween(4080, 4096);
        }
        assertThat(parsed(Content.records("x".repeat(5000))).asText()).matches("x{4070,4090}");
    }

    @Test
    @DisplayName("what cannot be read has none")
    void unreadable() {
        assertThat(Content.records(null)).isNull();
        assertThat(Content.records(Optional.empty())).isNull();
        assertThat(Content.records(Thread.currentThread())).isNull();
        assertThat(Content.records(List.of(new ValueSizeTest.RemoteList()))).isNull();
    }
}
