package dev.engram.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.engram.agent.it.Tier;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.telemetry.export.Ledger;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Whatever the endpoint does, every call is accounted for, and the end comes in time")
@Timeout(120)
class EndpointTroubleTest {

    private static final int CALLS = 1000;

    private static void calls(Agent agent, int count) throws Exception {
        int store = agent.store();
        for (int i = 0; i < count; i++) {
            agent.call(store, () -> null, "key-" + i, "value", "n");
        }
    }

    private static void assertExact(Agent agent, long recorded) {
        Ledger ledger = agent.ledger();
        assertThat(ledger.recorded()).as("recorded: %s", ledger).isEqualTo(recorded);
        assertThat(ledger.exported() + ledger.dropped())
                .as("exported + dropped: %s", ledger)
                .isEqualTo(recorded);
        assertThat(ledger.pending()).as("pending: %s", ledger).isZero();
    }

    /** Closes and sees that the deadline was kept: with grace for a busy machine. */
    private static void closeWithin(Agent agent, Duration deadline) {
        long began = System.nanoTime();
        agent.close(deadline);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(deadline.plusSeconds(8));
    }

    /** The sum of what the lines of the log say was lost. */
    private static long lost(String said) {
        Pattern line =
                Pattern.compile("WARN Engram (?:could not send|could not write|dropped|did not record|lost) (\\d+) ");
        return line.matcher(said)
                .results()
                .mapToLong(each -> Long.parseLong(each.group(1)))
                .sum();
    }

    private static List<String> endpoints() {
        return Tier.of(List.of("answers 400 now and then", "refuses connections", "never answers", "answers 500"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endpoints")
    @DisplayName("the lines about losses add up to what was lost, whatever the reason")
    void linesAddUp(String endpoint) throws Exception {
        AtomicLong dropped = new AtomicLong();
        String said = Said.by(() -> {
            try (OtlpSink sink = new OtlpSink().answering(request -> switch (endpoint) {
                case "never answers" -> OtlpSink.SILENCE;
                case "answers 500" -> 500;
                default -> request % 3 == 0 ? 400 : 200;
            })) {
                Map<String, String> settings =
                        Agent.to(sink, "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "5", "ENGRAM_RING_SIZE", "64");
                settings.put("OTEL_METRICS_EXPORTER", "none");
                if (endpoint.equals("refuses connections")) {
                    settings.put("OTEL_EXPORTER_OTLP_ENDPOINT", freeEndpoint());
                }
                Agent agent = new Agent(settings);
                for (int i = 0; i < 5 * (256 + 100); i++) {
                    calls(agent, 1);
                    if (i % 50 == 0) {
                        agent.telemetry.reportLosses();
                        await().until(() -> agent.ring.depth() == 0);
                    }
                }
                closeWithin(agent, Duration.ofMillis(700));
                dropped.set(agent.ledger().dropped());
                assertExact(agent, 5 * (256 + 100));
            }
        });
        assertThat(lost(said)).as(said).isPositive().isEqualTo(dropped.get());
        if (!endpoint.equals("never answers")) {
            assertThat(said).doesNotContain("more slowly");
        }
    }

    @Test
    @DisplayName("calls that found the ring full are in the lines too, and reasons are told apart")
    void reasonsToldApart() throws Exception {
        AtomicLong dropped = new AtomicLong();
        String said = Said.by(() -> {
            try (OtlpSink sink = new OtlpSink().answering(request -> request == 0 ? 400 : 500)) {
                Agent agent =
                        new Agent(Agent.to(sink, "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "5", "ENGRAM_RING_SIZE", "64"));
                calls(agent, CALLS);
                agent.close(Agent.LONG);
                dropped.set(agent.ledger().dropped());
            }
        });
        assertThat(said).contains("HTTP status 400").contains("HTTP status 500").contains("because the ring was full");
        assertThat(lost(said)).as(said).isEqualTo(CALLS).isEqualTo(dropped.get());
    }

    private static String freeEndpoint() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }
    }

    @Test
    @DisplayName("a healthy endpoint gets every call")
    void healthy() throws Exception {
        try (OtlpSink sink = new OtlpSink()) {
            Agent agent = new Agent(Agent.to(sink));
            calls(agent, CALLS);
            assertThat(agent.close(Agent.LONG)).isTrue();
            assertExact(agent, CALLS);
            assertThat(agent.ledger().exported()).isEqualTo(CALLS);
            assertThat(sink.spans())
                    .extracting(each -> Otlp.attributes(each).get("memory.key"))
                    .containsExactlyElementsOf(
                            IntStream.range(0, CALLS).mapToObj(i -> "key-" + i).toList());
        }
    }

    @Test
    @DisplayName("many threads at once lose nothing that the ledger does not name")
    void manyThreads() throws Exception {
        try (OtlpSink sink = new OtlpSink()) {
            Agent agent = new Agent(Agent.to(sink, "ENGRAM_RING_SIZE", "64"));
            Thread[] threads = new Thread[200];
            for (int i = 0; i < threads.length; i++) {
                threads[i] = new Thread(() -> {
                    try {
                        calls(agent, 100);
                    } catch (Exception impossible) {
                        throw new IllegalStateException(impossible);
                    }
                });
                threads[i].start();
            }
            for (Thread each : threads) {
                each.join();
            }
            agent.close(Agent.LONG);
            assertExact(agent, 200 * 100);
            assertThat(sink.spans()).hasSize((int) agent.ledger().exported());
            assertThat(agent.ledger().dropped(Ledger.Reason.RING_FULL))
                    .isEqualTo(agent.ring.dropped())
                    .isEqualTo(agent.ledger().dropped());
        }
    }

    @Test
    @DisplayName(
            "nobody listens: all is dropped as export_failed, said once with the remedy, and the exit does not wait")
    void down() throws Exception {
        String endpoint = freeEndpoint();
        String said = Said.by(() -> {
            Agent agent = new Agent(new HashMap<>(Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT", endpoint,
                    "OTEL_METRICS_EXPORTER", "none",
                    "OTEL_BSP_SCHEDULE_DELAY", "20",
                    "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "100")));
            calls(agent, CALLS);
            assertThat(agent.close(Agent.LONG))
                    .as("ends long before its deadline")
                    .isTrue();
            assertExact(agent, CALLS);
            assertThat(agent.ledger().dropped(Ledger.Reason.EXPORT_FAILED)).isEqualTo(CALLS);
        });
        assertThat(said)
                .containsPattern("WARN Engram could not send \\d+ spans? to " + endpoint
                        + "/v1/traces: connection refused\\. Start a collector there\\. Or set"
                        + " OTEL_TRACES_EXPORTER=none to send nothing\\.")
                .doesNotContain("more slowly");
        assertThat(lost(said)).isEqualTo(CALLS);
    }

    @Test
    @DisplayName("an endpoint that never answers holds neither the calls nor the end")
    void silent() throws Exception {
        try (OtlpSink sink = new OtlpSink().answering(request -> OtlpSink.SILENCE)) {
            Agent agent = new Agent(Agent.to(sink, "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "100"));
            calls(agent, CALLS);
            await().until(() -> sink.requests() > 0);
            closeWithin(agent, Duration.ofMillis(500));
            assertExact(agent, CALLS);
            assertThat(agent.ledger().dropped(Ledger.Reason.SHUTDOWN)).isEqualTo(CALLS);
        }
    }

    @Test
    @DisplayName("a time-out of the endpoint is a failure that says so, and the next batch is tried")
    void timeOut() throws Exception {
        String said = Said.by(() -> {
            try (OtlpSink sink = new OtlpSink().answering(request -> request == 0 ? OtlpSink.SILENCE : 200)) {
                Agent agent = new Agent(Agent.to(sink, "OTEL_EXPORTER_OTLP_TIMEOUT", "2000"));
                calls(agent, 1);
                await().until(() -> agent.ledger().dropped() == 1);
                calls(agent, 1);
                agent.close(Agent.LONG);
                assertExact(agent, 2);
                assertThat(agent.ledger().exported()).isEqualTo(1);
                assertThat(agent.ledger().dropped(Ledger.Reason.EXPORT_FAILED)).isEqualTo(1);
            }
        });
        assertThat(said).contains("Engram could not send 1 span").contains(": no answer in time.");
    }

    @Test
    @DisplayName(
            "while the endpoint is silent the ring goes on: what the outbox cannot hold is dropped as export_failed")
    void fullBatchQueue() throws Exception {
        assertThat(Said.by(this::fillBatchQueue))
                .contains("Engram could not send")
                .contains("more slowly than they come");
    }

    private void fillBatchQueue() throws Exception {
        try (OtlpSink sink = new OtlpSink().answering(request -> OtlpSink.SILENCE)) {
            Agent agent = new Agent(Agent.to(sink, "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "10"));
            int calls = 10 * (256 + 40);
            calls(agent, calls);
            await().until(() -> agent.ring.depth() == 0);
            await().until(() -> sink.requests() == 1);
            calls(agent, 10);
            await().until(() -> agent.ring.depth() == 0);
            assertThat(agent.ledger().dropped(Ledger.Reason.RING_FULL)).isZero();
            assertThat(agent.ledger().dropped(Ledger.Reason.EXPORT_FAILED)).isPositive();
            closeWithin(agent, Duration.ofMillis(300));
            assertExact(agent, calls + 10);
        }
    }

    @Test
    @DisplayName("what waits is bounded by its size too: large spans fill the outbox sooner")
    void heavyBatchQueue() throws Exception {
        try (OtlpSink sink = new OtlpSink().answering(request -> OtlpSink.SILENCE)) {
            Agent agent = new Agent(Agent.to(sink));
            int store = agent.memory(Operation.STORE, Map.of(Field.KEY, "arg0"), Map.of("large", "arg1"));
            List<String> large = Collections.nCopies(100, "x".repeat(1000));
            for (int i = 0; i < 1000; i++) {
                agent.call(store, () -> null, "k", large);
            }
            await().until(() -> agent.ring.depth() == 0);
            // 100 MB in less than a hundred batches.
            assertThat(agent.ledger().dropped(Ledger.Reason.EXPORT_FAILED)).isPositive();
            closeWithin(agent, Duration.ofMillis(300));
            assertExact(agent, 1000);
        }
    }

    @Test
    @DisplayName("500 is no reason to try again: dropped, with the status in the log")
    void serverError() throws Exception {
        String said = Said.by(() -> {
            try (OtlpSink sink = new OtlpSink().answering(request -> 500)) {
                Agent agent = new Agent(Agent.to(sink));
                calls(agent, 10);
                agent.close(Agent.LONG);
                assertExact(agent, 10);
                assertThat(agent.ledger().dropped(Ledger.Reason.EXPORT_FAILED)).isEqualTo(10);
            }
        });
        assertThat(said).contains(": it answers HTTP status 500. Look into the collector's log.");
    }

    @Test
    @DisplayName("429 is tried again until it is taken: nothing is lost")
    void overloaded() throws Exception {
        try (OtlpSink sink = new OtlpSink().answering(request -> request == 0 ? 429 : 200)) {
            Agent agent = new Agent(Agent.to(sink));
            calls(agent, 10);
            agent.awaitSpans();
            assertThat(sink.requests()).isGreaterThan(1);
            agent.close();
            assertExact(agent, 10);
            assertThat(agent.ledger().exported()).isEqualTo(10);
            assertThat(sink.spans()).hasSize(10);
        }
    }

    @Test
    @DisplayName("a flapping endpoint gets exactly what the ledger says it got")
    void flapping() throws Exception {
        try (OtlpSink sink = new OtlpSink().answering(request -> request % 2 == 0 ? 200 : 400)) {
            Agent agent = new Agent(Agent.to(sink, "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "50"));
            calls(agent, CALLS);
            agent.close(Agent.LONG);
            assertExact(agent, CALLS);
            assertThat(agent.ledger().exported())
                    .isPositive()
                    .isEqualTo(sink.spans().size());
            assertThat(agent.ledger().dropped(Ledger.Reason.EXPORT_FAILED)).isPositive();
            assertThat(sink.spans())
                    .as("a buffer is filled again only once its batch is through")
                    .extracting(each -> Otlp.attributes(each).get("memory.key"))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    @DisplayName("an end in the middle of the calls accounts for all that were recorded")
    void endInTheMiddle() throws Exception {
        try (OtlpSink sink = new OtlpSink()) {
            Agent agent = new Agent(Agent.to(sink));
            AtomicBoolean ended = new AtomicBoolean();
            CountDownLatch running = new CountDownLatch(1);
            Thread caller = new Thread(() -> {
                try {
                    while (!ended.get()) {
                        calls(agent, 10);
                        running.countDown();
                    }
                } catch (Exception impossible) {
                    throw new IllegalStateException(impossible);
                }
            });
            caller.start();
            assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
            agent.telemetry.close(Agent.LONG);
            ended.set(true);
            caller.join();
            Ledger ledger = agent.ledger();
            assertThat(ledger.exported()).isPositive().isEqualTo(sink.spans().size());
            assertThat(ledger.recorded()).isEqualTo(agent.ring.offered());
            assertThat(ledger.exported() + ledger.dropped()).as("%s", ledger).isEqualTo(ledger.recorded());
        }
    }

    @Test
    @DisplayName("a second end changes nothing")
    void twice() throws Exception {
        try (OtlpSink sink = new OtlpSink()) {
            Agent agent = new Agent(Agent.to(sink));
            calls(agent, 3);
            agent.close(Agent.LONG);
            assertThat(agent.close(Agent.LONG)).isTrue();
            assertExact(agent, 3);
        }
    }

    @Test
    @DisplayName("headers and compression are sent as set, and no header value is logged")
    void headersAndGzip() throws Exception {
        String said = Said.by(() -> {
            try (OtlpSink sink = new OtlpSink()) {
                Agent agent = new Agent(Agent.to(
                        sink,
                        "OTEL_EXPORTER_OTLP_HEADERS",
                        "authorization=Bearer%20hunter2,x-tenant=a",
                        "OTEL_EXPORTER_OTLP_COMPRESSION",
                        "gzip"));
                calls(agent, 10);
                agent.close(Agent.LONG);
                assertThat(sink.spans()).hasSize(10);
                assertThat(sink.headers)
                        .contains("Authorization: Bearer hunter2", "X-tenant: a", "Content-encoding: gzip");
            }
        });
        assertThat(said).doesNotContain("hunter2");
    }

    @Test
    @DisplayName(
            "the ring's and the exporter's threads are added, daemons without a context class loader; over plain HTTP"
                    + " no other is, and none is left after the end")
    void threads() throws Exception {
        try (OtlpSink sink = new OtlpSink()) {
            Set<Thread> before = Thread.getAllStackTraces().keySet();
            Agent agent = new Agent(Agent.to(sink, "OTEL_METRIC_EXPORT_INTERVAL", "30"));
            calls(agent, 10);
            agent.awaitSpans();
            sink.awaitMetrics();
            Set<Thread> added = new HashSet<>(Thread.getAllStackTraces().keySet());
            added.removeAll(before);
            // The endpoint is in this JVM too; its threads have the names of their factories.
            added.removeIf(each ->
                    each.getName().matches("pool-\\d+-thread-\\d+|HTTP-Dispatcher|idle-timeout-task|awaitility-.*"));
            assertThat(added)
                    .allMatch(Thread::isDaemon)
                    .allMatch(each -> each.getContextClassLoader() == null)
                    .extracting(Thread::getName)
                    .containsExactlyInAnyOrder("engram-consumer", "engram-exporter");
            assertThat(agent.close(Agent.LONG)).isTrue();
            assertThat(added).noneMatch(Thread::isAlive);
        }
    }
}
