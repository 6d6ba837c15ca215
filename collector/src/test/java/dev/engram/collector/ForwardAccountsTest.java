package dev.engram.collector;

import static dev.engram.collector.ForwardTest.forwarding;
import static dev.engram.collector.ForwardTest.items;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.OtlpSink.Answer;
import dev.engram.collector.forward.ForwardOptions.Protocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Whatever the endpoint does, every item is accounted for")
class ForwardAccountsTest {

    private static final int SPANS = 13;

    @ParameterizedTest
    @CsvSource({"GRPC, true", "HTTP, true", "GRPC, false", "HTTP, false"})
    @DisplayName("received = forwarded + queued + dropped at every moment, and the endpoint counts the same")
    void accounts(Protocol protocol, boolean inDirectory, @TempDir Path folder) throws Exception {
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
                    options ->
                            options.queueDirectory(inDirectory ? folder : null).queueBytes(20 * 4096))) {
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
