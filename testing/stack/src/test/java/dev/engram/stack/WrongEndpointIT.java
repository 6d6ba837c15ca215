package dev.engram.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.server.Collector;
import dev.engram.collector.server.CollectorOptions;
import dev.engram.collector.server.forward.ForwardOptions;
import dev.engram.collector.server.forward.ForwardOptions.Protocol;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(Shown.class)
@Tag("real-stack")
@DisplayName("A wrong endpoint of the real programs is named as what it is")
class WrongEndpointIT {

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "GRPC | the collector's HTTP port      | 4317 for --forward-protocol grpc",
                "HTTP | the collector's gRPC port      | it gives no answer of OTLP over http/protobuf",
                "GRPC | the collector's port by https  | it speaks no TLS",
                "HTTP | Jaeger's UI                    | it answers with a web page",
            })
    @DisplayName("with the way out; nothing is lost without being counted")
    void isNamed(Protocol protocol, String where, String problem, Showing showing) throws Exception {
        try (Collector collector = Collector.start(CollectorOptions.builder()
                .onFreePorts()
                .forward(ForwardOptions.to(endpoint(where, showing.stack()), protocol))
                .build())) {
            SentSpans.failedCall(collector.httpPort());
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(
                                    collector.status().at("/forward/problem").asText())
                            .contains(problem));
            JsonNode traces = collector.status().at("/forward/traces");
            assertThat(traces.path("received").asLong())
                    .isEqualTo(2)
                    .isEqualTo(traces.path("queued").asLong()
                            + traces.path("dropped").asLong());
            assertThat(traces.path("forwarded").asLong()).isZero();
        }
    }

    private static String endpoint(String where, RealStack stack) {
        return switch (where) {
            case "the collector's HTTP port" -> stack.otlpHttp().toString();
            case "the collector's gRPC port" -> stack.otlpGrpc().toString();
            case "the collector's port by https" -> stack.otlpGrpc().toString().replace("http:", "https:");
            case "Jaeger's UI" -> stack.jaegerUrl().toString();
            default -> throw new IllegalArgumentException(where);
        };
    }
}
