package dev.engram.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.engram.demo.StartedResources;
import dev.engram.demo.Supervised;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Shown.class)
@Tag("real-stack")
@DisplayName("Where each agent is a service, Jaeger's graph of services")
class ServicePerAgentIT {

    @Test
    @DisplayName("shows which agent uses which memory, and Redis beneath")
    void graph(Showing showing) throws Exception {
        try (StartedResources belongings = new StartedResources()) {
            Supervised application = Applications.start(
                    belongings,
                    Applications.redis(belongings).url(),
                    showing.stack().otlpHttp().toString(),
                    Map.of("ENGRAM_SERVICE_PER_AGENT", "true", "OTEL_SERVICE_NAME", "fleet-of-services"),
                    List.of(),
                    System.out::println);
            assertThat(application.waitFor(Duration.ofMinutes(1))).hasValue(0);
        }
        await().atMost(ReadBack.WITHIN)
                .untilAsserted(() -> assertThat(JaegerAnswers.edges(showing.jaeger()))
                        .contains(
                                "qe-fleet-commander > qe-test-generator",
                                "qe-test-generator > memory aqe/test-plans",
                                "memory aqe/test-plans > redis"));
    }
}
