package dev.engram.collector;

import static dev.engram.collector.ForwardTest.forwarding;
import static dev.engram.collector.ForwardTest.items;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.OtlpSink.Answer;
import dev.engram.collector.forward.ForwardOptions.Protocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Whatever the endpoint does, every item is accounted for")
class ForwardAccountsTest {

    @ParameterizedTest
    @CsvSource({"1, GRPC, true", "2, HTTP, true", "3, GRPC, false", "4, HTTP, false"})
    @DisplayName("received = forwarded + queued + dropped at every moment, and the endpoint counts the same")
    void accounts(int seed, Protocol protocol, boolean inDirectory, @TempDir Path folder) throws Exception {
        Random random = new Random(seed);
        AtomicInteger rejected = new AtomicInteger();
        try (OtlpSink sink = new OtlpSink()) {
            sink.answering(request -> {
                synchronized (random) {
                    int chance = random.nextInt(100);
                    if (chance < 4) {
                        return Answer.status(protocol == Protocol.GRPC ? 14 : 503);
                    }
                    if (chance < 10) {
                        return Answer.status(protocol == Protocol.GRPC ? 3 : 400);
                    }
                    if (chance < 20) {
                        rejected.addAndGet(2);
                        return Answer.rejecting(2);
                    }
                    return Answer.TAKEN.after(Duration.ofMillis(random.nextInt(5)));
                }
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
                    received += 13;
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
                assertThat(items.path("droppedBy").path("refused").asLong()).isPositive();
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
