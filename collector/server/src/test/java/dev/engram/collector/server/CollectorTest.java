package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.engram.collector.server.sql.QueryException;
import dev.engram.collector.server.sql.QueryLimits;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting, stopping, starting again. */
class CollectorTest {

    @Test
    void aTakenPortIsReplacedAndSaidSo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestCollector collector = new TestCollector(options -> options.grpcPort(taken.getLocalPort(), false))) {
            assertThat(collector.get().grpcPort()).isNotEqualTo(taken.getLocalPort());
            assertThat(collector.get().notes())
                    .containsExactly("Port " + taken.getLocalPort() + " is taken: OTLP over gRPC listens on "
                            + collector.get().grpcPort() + ".");
        }
    }

    @Test
    void aTakenPortThatWasAskedForIsAnErrorAndLeavesNothingRunning(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("x.db");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CollectorOptions options = CollectorOptions.builder()
                    .grpcPort(0, true)
                    .httpPort(0, true)
                    .apiPort(taken.getLocalPort(), true)
                    .database(file)
                    .build();
            assertThatThrownBy(() -> Collector.start(options))
                    .isInstanceOf(StartException.class)
                    .hasMessageStartingWith("Cannot listen on 127.0.0.1:" + taken.getLocalPort() + " for queries")
                    .hasMessageEndingWith("stop what uses it or give --api-port another port.");
        }
        // The file is free again.
        try (TestCollector collector = new TestCollector(options -> options.database(file))) {
            assertThat(collector.get().traces(1)).isEmpty();
        }
    }

    @Test
    void whatWasAcceptedIsThereAfterARestart(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("x.db");
        try (TestCollector collector = new TestCollector(options -> options.database(file))) {
            assertThat(Http.post(
                                    collector.get().httpPort(),
                                    "/v1/traces",
                                    SeedTrace.request().toByteArray(),
                                    TestCollector.PROTOBUF)
                            .statusCode())
                    .isEqualTo(200);
        }
        try (TestCollector collector = new TestCollector(options -> options.database(file))) {
            assertThat(collector.get().latestTrace().orElseThrow().spans()).hasSize(13);
        }
    }

    @Test
    void aTraceCanBeAwaited() throws Exception {
        try (TestCollector collector = new TestCollector()) {
            assertThat(collector.get().awaitTrace(trace -> true, Duration.ZERO, Duration.ofMillis(100)))
                    .isEmpty();
            collector.send(SeedTrace.request());
            assertThat(collector
                            .get()
                            .awaitTrace(
                                    trace -> trace.name().equals("Test Plan Creation and Execution")
                                            && trace.spanCount() == 13,
                                    Duration.ofMillis(100),
                                    Duration.ofSeconds(20)))
                    .hasValueSatisfying(
                            trace -> assertThat(trace.durationNanos()).isEqualTo(409_000_000));
        }
    }

    @Test
    @Tag("full")
    void queriesThatTakeAllMemoryCostNoSpans() throws Exception {
        try (TestCollector collector = new TestCollector(options -> options.memoryLimit("100MB")
                .maxSpans(2000)
                .queryLimits(new QueryLimits(Duration.ofSeconds(2), 100, 1_000_000, 3)))) {
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger ended = new AtomicInteger();
            List<Thread> hungry = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Thread thread = new Thread(() -> {
                    while (!stop.get()) {
                        try {
                            collector.get().query("SELECT list(a) FROM range(1000000000) t(a)");
                        } catch (QueryException e) {
                            // On a slow machine the time may be over first.
                            if (e.kind() == QueryException.Kind.TOO_LARGE || e.kind() == QueryException.Kind.TIMEOUT) {
                                ended.incrementAndGet();
                            }
                        }
                    }
                });
                thread.start();
                hungry.add(thread);
            }
            int sent = 0;
            for (int i = 0; i < 150; i++) {
                ExportTraceServiceRequest request = SeedTrace.request(i);
                assertThat(Http.post(
                                        collector.get().httpPort(),
                                        "/v1/traces",
                                        request.toByteArray(),
                                        TestCollector.PROTOBUF)
                                .statusCode())
                        .isEqualTo(200);
                sent += 13;
                if (i % 10 == 0) {
                    assertThat(collector.get().flush()).isTrue();
                }
            }
            await().atMost(Duration.ofMinutes(2)).until(() -> ended.get() > 0);
            stop.set(true);
            for (Thread thread : hungry) {
                thread.join();
            }
            collector.flush();
            assertThat(collector.get().status().path("items").path("failed").asInt())
                    .isZero();
            assertThat(collector.rows("SELECT count(*), count(DISTINCT trace_id || span_id) FROM spans"))
                    .containsExactly(List.of((long) sent, (long) sent));
        }
    }

    @Test
    void closingTwiceIsFine() {
        TestCollector collector = new TestCollector();
        collector.close();
        collector.close();
    }
}
