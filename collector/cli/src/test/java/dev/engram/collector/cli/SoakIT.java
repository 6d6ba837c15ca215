package dev.engram.collector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.server.Http;
import dev.engram.collector.server.SeedTrace;
import dev.engram.collector.server.Tier;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What Linux counts of the process is compared after a fifth of the time, when all is loaded and started, and at the end. */
@DisplayName("A collector's process that receives, is asked and deletes the oldest for a long time")
@EnabledOnOs(OS.LINUX)
class SoakIT {

    /** -Dengram.soak=PT1H for an hour. */
    private static final Duration SOAK = Duration.parse(System.getProperty("engram.soak", "PT" + Tier.of(25, 8) + "S"));

    private static final int TRACES_PER_REQUEST = 40;
    private static final int REQUESTS_PER_SECOND = 10;

    /** So few that the oldest are deleted from the first fifth on. */
    private static final int MAX_SPANS = Tier.of(20_000, 5_000);

    private static final List<String> VIEWS =
            List.of("overview", "namespaces", "searches", "traces", "sessions", "findings");

    @TempDir
    private Path folder;

    private final AtomicInteger next = new AtomicInteger();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();

    /** Of one moment. */
    private record Use(long residentMegabytes, long files, long threads, long databaseKilobytes) {}

    @Test
    @DisplayName("takes no more memory, file handles, threads and disk at the end than soon after the start")
    void soak() throws Exception {
        try (ForwardIT.Running collector = ForwardIT.Running.start(
                folder, "--db", "engram", "--max-spans", String.valueOf(MAX_SPANS), "--memory", "2GB")) {
            long fifth = SOAK.toNanos() / 5;
            work(collector, System.nanoTime() + fifth);
            while (accepted.get() < 2L * MAX_SPANS) {
                // A busy machine has sent too few so far.
                work(collector, System.nanoTime() + fifth);
            }
            long begin = System.nanoTime() - fifth;
            Use early = use(collector);
            List<Use> uses = new ArrayList<>();
            for (int part = 6; part <= 20; part++) {
                work(collector, begin + SOAK.toNanos() * part / 20);
                uses.add(use(collector));
            }
            Use last = uses.get(uses.size() - 1);
            System.out.printf(
                    "soak of %s: %d spans, %d questions; after a fifth %s, at the end %s%n",
                    SOAK, accepted.get(), answered.get(), early, last);
            // The least of the last five: a collection of garbage or a query may be due in any one moment.
            List<Use> end = uses.subList(uses.size() - 5, uses.size());
            assertThat(end.stream().mapToLong(Use::files).min().orElseThrow()).isLessThanOrEqualTo(early.files() + 20);
            assertThat(end.stream().mapToLong(Use::threads).min().orElseThrow())
                    .isLessThanOrEqualTo(early.threads() + 10);
            assertThat(end.stream().mapToLong(Use::residentMegabytes).min().orElseThrow())
                    .isLessThanOrEqualTo(Math.max(2048, early.residentMegabytes()));
            assertThat(last.databaseKilobytes()).isLessThanOrEqualTo(2 * early.databaseKilobytes() + 10_000);
            assertThat(new String(Http.get(collector.api(), "/api/status").body(), StandardCharsets.UTF_8))
                    .doesNotContain("\"dropped\":0");
            assertThat(accepted.get()).isPositive();
            assertThat(answered.get()).isPositive();
            assertThat(collector.err()).doesNotContain("ERROR");
        }
    }

    /** Sends and asks in turns until that time. */
    private void work(ForwardIT.Running collector, long end) throws InterruptedException {
        long period = Duration.ofSeconds(1).toNanos() / REQUESTS_PER_SECOND;
        for (int turn = 0; System.nanoTime() < end; turn++) {
            long began = System.nanoTime();
            ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
            for (int i = 0; i < TRACES_PER_REQUEST; i++) {
                request.mergeFrom(SeedTrace.request(next.getAndIncrement()));
            }
            byte[] body = request.build().toByteArray();
            int status = Http.post(collector.http(), "/v1/traces", body, "Content-Type", "application/x-protobuf")
                    .statusCode();
            assertThat(status).isEqualTo(200);
            accepted.addAndGet(TRACES_PER_REQUEST * 13L);
            if (turn % REQUESTS_PER_SECOND == 0) {
                ask(collector, turn / REQUESTS_PER_SECOND);
            }
            long left = period - (System.nanoTime() - began);
            if (left > 0) {
                Thread.sleep(Duration.ofNanos(left).toMillis());
            }
        }
    }

    private void ask(ForwardIT.Running collector, int turn) {
        int status;
        if (turn % 3 == 0) {
            status = post(
                    collector,
                    "/api/query",
                    "{\"sql\": \"SELECT attributes['agent.id'], count(*), max(duration_ms) FROM spans GROUP BY ALL\"}");
        } else if (turn % 3 == 1) {
            status = post(collector, "/api/page/" + VIEWS.get(turn % VIEWS.size()), "{}");
        } else {
            status = Http.get(collector.api(), "/api/traces?limit=20").statusCode();
        }
        assertThat(status).isEqualTo(200);
        answered.incrementAndGet();
    }

    private static int post(ForwardIT.Running collector, String path, String body) {
        return Http.post(
                        collector.api(),
                        path,
                        body.getBytes(StandardCharsets.UTF_8),
                        "Content-Type",
                        "application/json")
                .statusCode();
    }

    private Use use(ForwardIT.Running collector) throws IOException {
        Path process = Path.of("/proc", "" + collector.process().pid());
        long resident = 0;
        long threads = 0;
        for (String line : Files.readAllLines(process.resolve("status"))) {
            if (line.startsWith("VmRSS:")) {
                resident = number(line) / 1024;
            } else if (line.startsWith("Threads:")) {
                threads = number(line);
            }
        }
        return new Use(resident, count(process.resolve("fd")), threads, size(folder.resolve("engram")) >> 10);
    }

    private static long number(String line) {
        return Long.parseLong(line.replaceAll("\\D", ""));
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::toFile).mapToLong(java.io.File::length).sum();
        }
    }
}
