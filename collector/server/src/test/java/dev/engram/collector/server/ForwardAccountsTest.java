package dev.engram.collector.server;

import static dev.engram.collector.server.ForwardTest.forwarding;
import static dev.engram.collector.server.ForwardTest.items;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.server.OtlpSink.Answer;
import dev.engram.collector.server.forward.ForwardOptions.Limits;
import dev.engram.collector.server.forward.ForwardOptions.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Whatever the endpoint does, every item is accounted for")
class ForwardAccountsTest {

    private static final int SPANS = 13;

    private static List<Protocol> protocols() {
        return Tier.of(1, List.of(Protocol.values()));
    }

    @ParameterizedTest
    @MethodSource("protocols")
    @DisplayName("received = forwarded + queued + dropped at every moment, and the endpoint counts the same")
    void accounts(Protocol protocol) throws Exception {
        AtomicInteger rejected = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        try (OtlpSink sink = new OtlpSink()) {
            // By a request's number: however few get through before the queue overflows, each answer is among theirs.
            sink.answering(request -> switch (request % 8) {
                case 1 -> Answer.status(protocol == Protocol.GRPC ? 14 : 503);
                case 3 -> {
                    refused.addAndGet(SPANS);
                    yield Answer.status(protocol == Protocol.GRPC ? 3 : 400);
                }
                case 5, 6 -> {
                    rejected.addAndGet(2);
                    yield Answer.rejecting(2);
                }
                default -> Answer.TAKEN.after(Duration.ofMillis(request % 5));
            });
            try (TestCollector collector = forwarding(
                    sink,
                    protocol,
                    options -> options.withLimits(new Limits(
                            20 * 4096, Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofSeconds(5))))) {
                int received = 0;
                for (int i = 0; i < 300; i++) {
                    assertThat(Http.post(
                                            collector.get().httpPort(),
                                            "/v1/traces",
                                            SeedTrace.request(i).toByteArray(),
                                            TestCollector.PROTOBUF)
                                    .statusCode())
                            .isEqualTo(200);
                    received += SPANS;
                    assertBalanced(items(collector, "traces"), received);
                }
                int all = received;
                Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                    assertBalanced(items(collector, "traces"), all);
                    assertThat(items(collector, "traces").path("queued").asInt())
                            .isZero();
                });
                JsonNode items = items(collector, "traces");
                // No answer was lost on its way here, so that nothing was sent twice.
                assertThat(items.path("forwarded").asLong()).isEqualTo(sink.spans() - rejected.get());
                assertThat(items.path("droppedBy").path("rejected").asLong()).isEqualTo(rejected.get());
                assertThat(items.path("droppedBy").path("refused").asLong())
                        .isEqualTo(refused.get())
                        .isPositive();
            }
        }
    }

    private static void assertBalanced(JsonNode items, int received) {
        assertThat(items.path("received").asInt()).isEqualTo(received);
        assertThat(items.path("forwarded").asInt()
                        + items.path("queued").asInt()
                        + items.path("dropped").asInt())
                .isEqualTo(received);
        int byReason = 0;
        for (JsonNode reason : items.path("droppedBy")) {
            byReason += reason.asInt();
        }
        assertThat(items.path("dropped").asInt()).isEqualTo(byReason);
    }
}
