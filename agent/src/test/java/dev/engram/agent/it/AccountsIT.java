package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.LoadApp;
import dev.engram.agent.it.CountingSink.Act;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Three count, each by itself: the application its calls, the agent what became of them, the endpoint the spans that it
 * was sent.
 */
@DisplayName("Every call of an application is accounted for")
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AccountsIT {

    /** What one round of the application makes, and the one call before all rounds. */
    private static final int CALLS_A_ROUND = 7;

    /** A pause of a millisecond or more after each makes over eleven seconds. */
    private static final int ROUNDS_TO_NOBODY = 11_500;

    private static final Pattern NUMBER = Pattern.compile("(?:calls|made) (\\d+)");

    /** An application whose endpoint is not there, and how long it ran. */
    private record ToNobody(Jvm.Ended ended, Duration time) {}

    /** Begun before all other tests and awaited in {@link #down}: it takes long and does little. */
    private static CompletableFuture<ToNobody> toNobody = new CompletableFuture<>();

    @BeforeAll
    static void startToNobody() {
        toNobody = CompletableFuture.supplyAsync(() -> {
            long began = System.nanoTime();
            // The tests beside it listen at ports of their own, which must not be this one.
            try (RefusingPort nobody = new RefusingPort()) {
                Jvm.Ended ended = jvm("http://127.0.0.1:" + nobody.number())
                        .environment("OTEL_METRICS_EXPORTER", "none")
                        .environment("OTEL_EXPORTER_OTLP_TIMEOUT", "1000")
                        .run(LoadApp.class, "threads=1", "rounds=" + ROUNDS_TO_NOBODY, "pause=1");
                return new ToNobody(ended, Duration.ofNanos(System.nanoTime() - began));
            } catch (Exception failed) {
                throw new CompletionException(failed);
            }
        });
    }

    private static Jvm jvm(String endpoint) {
        return new Jvm()
                .environment("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
                .environment("OTEL_BSP_SCHEDULE_DELAY", "50")
                .environment("ENGRAM_LOG_LEVEL", "debug")
                .environment("ENGRAM_SHUTDOWN_TIMEOUT", "20000");
    }

    /** The last number that the application gave. */
    private static long counted(String out) {
        long last = -1;
        for (Matcher each = NUMBER.matcher(out); each.find(); ) {
            last = Long.parseLong(each.group(1));
        }
        return last;
    }

    /** The application counted as many calls as the agent, and the agent knows what became of each. */
    private static Accounts exact(Jvm.Ended ended, long calls) {
        assertThat(counted(ended.out())).isEqualTo(calls);
        Accounts accounts = Accounts.of(ended);
        assertThat(accounts.recorded()).as("%s", accounts).isEqualTo(calls);
        assertThat(accounts.exported() + accounts.lost()).as("%s", accounts).isEqualTo(calls);
        return accounts;
    }

    private static long calls(int threads, int rounds) {
        return 1 + (long) CALLS_A_ROUND * threads * rounds;
    }

    /** Without the one call of each round that is a part of another one. */
    private static long operations(int threads, int rounds) {
        return calls(threads, rounds) - (long) threads * rounds;
    }

    @Test
    @DisplayName("with all going well every one of them arrives, and the metrics say the same as the last line")
    void healthy() throws Exception {
        try (CountingSink sink = new CountingSink()) {
            Jvm.Ended ended = jvm(sink.endpoint())
                    .environment("ENGRAM_RING_SIZE", "262144")
                    .run(LoadApp.class, "threads=4", "rounds=2000", "pause=20");
            Accounts accounts = exact(ended, calls(4, 2000));
            assertThat(accounts.dropped()).isEmpty();
            assertThat(sink.taken()).isEqualTo(accounts.exported());
            assertThat(sink.takenTwice()).isZero();
            assertThat(sink.counter("engram.events.recorded")).isEqualTo(accounts.recorded());
            assertThat(sink.counter("engram.events.dropped")).isZero();
            assertThat(sink.counter("engram.spans.exported")).isEqualTo(accounts.exported());
            assertThat(sink.nested()).isEqualTo(4 * 2000);
            assertThat(sink.count("memory.operation.duration")).isEqualTo(accounts.recorded() - sink.nested());
        }
    }

    @Test
    @DisplayName("200 threads at full speed into the smallest ring: what it had no room for is counted, by its reason")
    void fullRing() throws Exception {
        try (CountingSink sink = new CountingSink()) {
            Jvm.Ended ended = jvm(sink.endpoint())
                    .environment("ENGRAM_RING_SIZE", "64")
                    .run(LoadApp.class, "threads=200", "rounds=500");
            Accounts accounts = exact(ended, calls(200, 500));
            assertThat(accounts.dropped("ring_full")).isPositive();
            assertThat(sink.taken()).isPositive().isEqualTo(accounts.exported());
            assertThat(sink.takenTwice()).isZero();
            assertThat(sink.counter("engram.events.recorded")).isEqualTo(accounts.recorded());
            assertThat(sink.counterByReason("engram.events.dropped")).isEqualTo(accounts.dropped());
            assertThat(sink.counter("engram.spans.exported")).isEqualTo(accounts.exported());
            assertThat(sink.count("memory.operation.duration"))
                    .isEqualTo(accounts.recorded() - accounts.dropped("ring_full") - sink.nested());
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    @DisplayName(
            "nobody listens: all is dropped, and the log says so once in ten seconds and at the end, with exact numbers")
    void down() throws Exception {
        ToNobody ran = toNobody.get();
        Accounts accounts = exact(ran.ended(), calls(1, ROUNDS_TO_NOBODY));
        assertThat(accounts.exported()).isZero();
        assertThat(accounts.dropped("export_failed")).isPositive();

        Pattern line =
                Pattern.compile("WARN Engram could not send (\\d+) spans? to http://127.0.0.1:\\d+/v1/traces(.*)");
        Map<String, Integer> linesByReason = new HashMap<>();
        long sum = 0;
        for (String each : ran.ended().said()) {
            Matcher match = line.matcher(each);
            if (match.matches()) {
                linesByReason.merge(match.group(2), 1, Integer::sum);
                sum += Long.parseLong(match.group(1));
            }
        }
        assertThat(sum).isEqualTo(accounts.lost());
        assertThat(linesByReason.values())
                .allMatch(lines -> lines <= 2 + ran.time().toSeconds() / 10);
        assertThat(linesByReason.keySet()).anyMatch(reason -> reason.startsWith(": connection refused. "));
    }

    @Test
    @Tag("full")
    @DisplayName("a slow endpoint holds nothing up; at the deadline only the batch in flight is uncertain")
    void slow() throws Exception {
        int batch = 64;
        try (CountingSink sink = new CountingSink(request -> Act.takeAfter(50))) {
            Jvm.Ended ended = jvm(sink.endpoint())
                    .environment("OTEL_METRICS_EXPORTER", "none")
                    .environment("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", Integer.toString(batch))
                    .environment("ENGRAM_SHUTDOWN_TIMEOUT", "3000")
                    .run(LoadApp.class, "threads=4", "rounds=4000", "pause=50");
            Accounts accounts = exact(ended, calls(4, 4000));
            assertThat(accounts.exported()).isPositive();
            assertThat(accounts.lost()).isPositive();
            assertThat(accounts.dropped("shutdown")).isPositive();
            // What it took and said so too late counts as dropped.
            assertThat(sink.taken()).isBetween(accounts.exported(), accounts.exported() + batch);
            assertThat(sink.takenTwice()).isZero();
        }
    }

    @Test
    @DisplayName(
            "an endpoint that answers too late got more than was counted as exported, and no more than was dropped")
    void late() throws Exception {
        try (CountingSink sink = new CountingSink(request -> Act.takeAfter(request % 2 == 0 ? 0 : 60_000))) {
            Jvm.Ended ended = jvm(sink.endpoint())
                    .environment("OTEL_METRICS_EXPORTER", "none")
                    .environment("OTEL_EXPORTER_OTLP_TIMEOUT", "300")
                    .run(LoadApp.class, "threads=2", "rounds=100", "pause=5");
            Accounts accounts = exact(ended, calls(2, 100));
            assertThat(accounts.exported()).isPositive();
            assertThat(accounts.dropped("export_failed")).isPositive();
            assertThat(sink.taken()).isBetween(accounts.exported() + 1, accounts.exported() + accounts.lost());
        }
    }

    @Test
    @Tag("full")
    @DisplayName("an endpoint that refuses, hangs up, goes away and comes back took exactly what counts as exported")
    void flapping() throws Exception {
        Act[] script = {Act.TAKE, Act.refuse(400), Act.TAKE, Act.refuse(503), Act.HANG_UP, Act.TAKE, Act.refuse(500)};
        try (CountingSink sink = new CountingSink(request -> request < script.length ? script[request] : Act.TAKE)) {
            Process process = jvm(sink.endpoint())
                    .environment("OTEL_METRICS_EXPORTER", "none")
                    .environment("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "100")
                    .start(LoadApp.class, "threads=2", "rounds=5000", "pause=1");
            Thread.sleep(3500);
            sink.goAway(500);
            Jvm.Ended ended = Jvm.end(process);
            Accounts accounts = exact(ended, calls(2, 5000));
            assertThat(sink.requests()).isGreaterThan(script.length);
            assertThat(accounts.dropped("export_failed")).isPositive();
            // What came twice was answered for too late: the connection broke. It was exported once.
            assertThat(sink.taken()).isPositive().isEqualTo(accounts.exported());
            assertThat(sink.seen()).isGreaterThan(sink.taken());
        }
    }

    static List<String> ends() {
        return Tier.of(List.of("SIGTERM", "System.exit"));
    }

    @ParameterizedTest(name = "{0}")
    @Tag("full")
    @MethodSource("ends")
    @DisplayName(
            "an end in the middle of everything: no call twice, none that had returned forgotten, open ones reported")
    void endInTheMiddle(String how) throws Exception {
        int held = 50;
        try (CountingSink sink = new CountingSink()) {
            // Room for all: what was counted twice would not be dropped, and be seen.
            Jvm jvm = jvm(sink.endpoint()).environment("ENGRAM_RING_SIZE", "262144");
            Jvm.Ended ended;
            if (how.equals("SIGTERM")) {
                Process process = jvm.start(LoadApp.class, "threads=8", "rounds=100000000", "held=" + held, "lines=1");
                // Two lines of the application: at once, and when it has run a while.
                BufferedReader out =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                String first = out.readLine();
                Thread.sleep(100);
                process.getOutputStream().write('\n');
                process.getOutputStream().flush();
                String second = out.readLine();
                // Not by the process itself: that would close its output unread.
                process.toHandle().destroy();
                Jvm.Ended rest = Jvm.end(process);
                assertThat(rest.exitCode()).isEqualTo(143);
                ended = new Jvm.Ended(rest.exitCode(), first + "\n" + second, rest.err());
            } else {
                ended = jvm.run(LoadApp.class, "threads=8", "rounds=100000000", "held=" + held, "exit=10000");
                assertThat(ended.exitCode()).isZero();
            }
            Accounts accounts = Accounts.of(ended);
            assertThat(accounts.exported() + accounts.lost()).isEqualTo(accounts.recorded());
            assertThat(accounts.recorded()).isGreaterThanOrEqualTo(counted(ended.out()) + held);
            assertThat(sink.taken()).isPositive().isEqualTo(accounts.exported());
            assertThat(sink.takenTwice()).isZero();
            assertThat(sink.open().stream().filter(key -> key.startsWith("held-")))
                    .hasSize(held);
            assertThat(sink.counter("engram.spans.exported")).isEqualTo(accounts.exported());
        }
    }

    @Test
    @DisplayName("a sampler decides what becomes a span; the metrics count every operation")
    void sampling() throws Exception {
        try (CountingSink sink = new CountingSink()) {
            Jvm.Ended ended = jvm(sink.endpoint())
                    .environment("OTEL_TRACES_SAMPLER", "traceidratio")
                    .environment("OTEL_TRACES_SAMPLER_ARG", "0.25")
                    .environment("ENGRAM_RING_SIZE", "262144")
                    .run(LoadApp.class, "threads=4", "rounds=1500", "pause=20");
            long calls = calls(4, 1500);
            Accounts accounts = Accounts.of(ended);
            assertThat(counted(ended.out())).isEqualTo(calls);
            assertThat(sink.count("memory.operation.duration")).isEqualTo(operations(4, 1500));
            assertThat(accounts.dropped()).isEmpty();
            assertThat(accounts.recorded()).isEqualTo(accounts.exported()).isEqualTo(sink.taken());
            // Six standard deviations to either side.
            assertThat(accounts.recorded()).isBetween(calls / 4 - 550, calls / 4 + 550);
        }
    }

    @Test
    @DisplayName("with the sampler off there is no span, and the metrics count every operation")
    void unsampled() throws Exception {
        try (CountingSink sink = new CountingSink()) {
            Jvm.Ended ended = jvm(sink.endpoint())
                    .environment("OTEL_TRACES_SAMPLER", "always_off")
                    .environment("ENGRAM_RING_SIZE", "262144")
                    .run(LoadApp.class, "threads=2", "rounds=1000", "pause=20");
            assertThat(counted(ended.out())).isEqualTo(calls(2, 1000));
            assertThat(Accounts.of(ended)).isEqualTo(new Accounts(0, 0, Map.of()));
            assertThat(sink.requests()).isZero();
            assertThat(sink.count("memory.operation.duration")).isEqualTo(operations(2, 1000));
        }
    }
}
