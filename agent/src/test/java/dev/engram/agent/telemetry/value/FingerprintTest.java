package dev.engram.agent.telemetry.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.telemetry.Agent;
import dev.engram.agent.telemetry.Otlp;
import dev.engram.agent.telemetry.OtlpSink;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The fingerprint of a value")
class FingerprintTest {

    private static final String PLAN = "Ein Plan für \uD83D\uDE00";

    private final ValueSize sizes = new ValueSize("secret");

    record Plan(String suite, List<Object> tests) {}

    private static String of(ValueSize sizes, Object value) {
        assertThat(sizes.of(value)).isNotNegative();
        return Objects.requireNonNull(sizes.fingerprint());
    }

    static Stream<Object> pairs() {
        return Stream.of(
                List.of(PLAN, CharBuffer.wrap(PLAN)),
                List.of(PLAN.getBytes(UTF_8), ByteBuffer.wrap(PLAN.getBytes(UTF_8))),
                List.of("x".repeat(20_000) + "\uD83D\uDE00", "x".repeat(20_000) + "\uD83D\uDE00"),
                List.of(new Plan("s", List.of(1, "a", 2.5)), new Plan("s", List.of(1, "a", 2.5))),
                List.of(
                        Collections.synchronizedList(new ArrayList<>(List.of("a", "b"))),
                        Collections.synchronizedList(new ArrayList<>(List.of("a", "b")))),
                List.of(new LinkedHashMap<>(Map.of("k", 1)), Map.of("k", 1)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    @DisplayName("is that of another one with the same content, in 16 hexadecimal digits")
    void same(List<Object> pair) {
        assertThat(of(sizes, pair.get(0))).isEqualTo(of(sizes, pair.get(1))).matches("[0-9a-f]{16}");
    }

    @Test
    @DisplayName("differs from that of any other content")
    void different() {
        List<Object> values = List.of(
                "a",
                "b",
                "",
                List.of("a", "b"),
                List.of("a\",\"b"),
                List.of("ab"),
                Map.of("a", "b"),
                List.of(1, 2),
                List.of(12),
                new Plan("s", List.of()),
                new Plan("", List.of("s")),
                List.of("a".getBytes(UTF_8)),
                Collections.synchronizedList(new ArrayList<>(List.of("a"))));
        assertThat(values.stream().map(each -> of(sizes, each))).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("is another one with another secret: nobody can check a guess")
    void secrets() {
        assertThat(of(new ValueSize("other"), PLAN)).isNotEqualTo(of(sizes, PLAN));
    }

    @Test
    @DisplayName("is none where a value has no size")
    void unreadable() {
        assertThat(of(sizes, PLAN)).isNotEmpty();
        assertThat(sizes.of(Stream.of("a"))).isNegative();
        assertThat(sizes.fingerprint()).isNull();
    }

    @Test
    @DisplayName("is in the spans of what is stored and what is found, with a secret alone")
    void spans() throws Exception {
        assertThat(fingerprints("ENGRAM_FINGERPRINT_SECRET", "pepper"))
                .containsExactly(of(new ValueSize("pepper"), PLAN), of(new ValueSize("pepper"), PLAN), "");
        assertThat(fingerprints()).containsExactly("", "", "");
    }

    private static List<String> fingerprints(String... settings) throws Exception {
        try (OtlpSink sink = new OtlpSink();
                Agent agent = new Agent(Agent.to(sink, settings))) {
            agent.call(agent.store(), () -> "", "k", PLAN);
            int retrieve = agent.memory(Operation.RETRIEVE, Map.of(Field.KEY, "arg0", Field.VALUE, "return"), Map.of());
            agent.call(retrieve, () -> PLAN, "k");
            agent.call(retrieve, () -> null, "none");
            agent.awaitSpans();
            return sink.spans().stream()
                    .map(span -> String.valueOf(Otlp.attributes(span).getOrDefault("memory.value_fingerprint", "")))
                    .toList();
        }
    }
}
