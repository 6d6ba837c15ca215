package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.engram.agent.it.Tier;
import dev.engram.agent.telemetry.Otlp;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Two copies of one application, in class loaders of their own")
class CopiesIT {

    private static final int TURNS = 500;

    private static final String RULES = """
            memory:
              - {type: Copies$Copy$Notes, method: store, operation: store, key: arg0}
              - {type: Copies$Copy$Notes, method: retrieve, operation: retrieve, key: arg0}
            tasks:
              - {type: Copies$Copy, method: turn, name: copy.turn, agent.id: arg0, attributes: {turn.key: arg1}}
            """;

    private static List<Boolean> extensions() {
        return Tier.of(List.of(false, true));
    }

    @ParameterizedTest(name = "as an extension of the OpenTelemetry Java agent: {0}")
    @MethodSource("extensions")
    @DisplayName(
            "have each their own spans, with their own parents, on the threads that they share; both are collected")
    void apart(boolean isExtension) throws Exception {
        // Of the JDK alone: any artifact will do.
        Run run = Run.of("copies", "Copies").with("org.slf4j:slf4j-api:2.0.20").rules(RULES);
        // What comes faster than that agent exports it would drop.
        run.environment("OTEL_BSP_MAX_QUEUE_SIZE", "10000");
        Trace trace = (isExtension ? run.asExtension() : run).trace();
        Map<ByteString, String> turns = new HashMap<>();
        for (Span each : trace.spans()) {
            if (each.getName().equals("copy.turn")) {
                assertThat(each.getParentSpanId()).isEmpty();
                turns.put(each.getSpanId(), text(each, "turn.key"));
            }
        }
        assertThat(turns).hasSize(2 * TURNS);
        assertThat(trace.spans())
                .filteredOn(each -> each.getName().startsWith("engram.memory."))
                .hasSize(4 * TURNS)
                .allSatisfy(each -> {
                    String key = text(each, "memory.key");
                    assertThat(turns.get(each.getParentSpanId())).isEqualTo(key);
                    assertThat(text(each, "agent.id")).isEqualTo("agent-of-" + key.replaceAll("-.*", ""));
                });
        assertThat(trace.out()).contains("loaders that are left: 0");
    }

    private static String text(Span span, String attribute) {
        return String.valueOf(Otlp.attributes(span).get(attribute));
    }
}
