package dev.engram.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.demo.StartedResources;
import dev.engram.demo.Supervised;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(Shown.class)
@Tag("real-stack")
@DisplayName("The agent needs nothing between itself and what takes OTLP")
class DirectIT {

    @ParameterizedTest(name = "{0} over {1}")
    @CsvSource({
        "OpenTelemetry Collector, grpc",
        "OpenTelemetry Collector, http/protobuf",
        "Jaeger, grpc",
        "Jaeger, http/protobuf"
    })
    @DisplayName("its spans are in Jaeger")
    void spansAreInJaeger(String receiver, String protocol, Showing showing) throws Exception {
        String service = ("direct to " + receiver + " over " + protocol).replaceAll("\\W+", "-");
        try (StartedResources belongings = new StartedResources()) {
            Supervised application = Applications.start(
                    belongings,
                    Applications.redis(belongings).url(),
                    endpoint(showing.stack(), receiver, protocol),
                    Map.of(
                            "OTEL_EXPORTER_OTLP_PROTOCOL",
                            protocol,
                            "OTEL_SERVICE_NAME",
                            service,
                            // Jaeger takes traces alone.
                            "OTEL_METRICS_EXPORTER",
                            receiver.equals("Jaeger") ? "none" : "otlp"),
                    List.of(),
                    System.out::println);
            assertThat(application.waitFor(Duration.ofMinutes(1))).hasValue(0);
        }
        await().atMost(ReadBack.WITHIN)
                .untilAsserted(() -> assertThat(memoryOperations(showing.jaeger(), service))
                        .containsExactlyInAnyOrder(
                                "aqe.memory.store",
                                "aqe.memory.retrieve",
                                "aqe.memory.search",
                                "aqe.memory.store",
                                "aqe.memory.delete"));
    }

    private static List<String> memoryOperations(JaegerApi jaeger, String service) throws Exception {
        List<String> names = new ArrayList<>();
        for (JsonNode span :
                jaeger.data("/api/traces?limit=10&service=" + service).path(0).path("spans")) {
            String name = span.path("operationName").asText();
            if (name.startsWith("aqe.memory.")) {
                names.add(name);
            }
        }
        return names;
    }

    private static String endpoint(RealStack stack, String receiver, String protocol) {
        boolean grpc = protocol.equals("grpc");
        if (receiver.equals("Jaeger")) {
            return "http://127.0.0.1:"
                    + (grpc ? stack.ports().jaegerGrpc() : stack.ports().jaegerHttp());
        }
        return (grpc ? stack.otlpGrpc() : stack.otlpHttp()).toString();
    }
}
