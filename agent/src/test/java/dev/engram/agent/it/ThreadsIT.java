package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.example.ThreadsApp;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads by the ten thousand, platform and virtual: their calls are accounted for, and nothing of them stays. */
@DisplayName("However many threads come and go")
@Timeout(120)
class ThreadsIT {

    /** What may wait for the next garbage collection. A stack is a kilobyte, a reference to one 50 bytes. */
    private static final long MAX_GROWTH = 12 << 20;

    private static Jvm jvm(CountingSink sink) {
        return new Jvm()
                .asInProduction()
                .environment("OTEL_EXPORTER_OTLP_ENDPOINT", sink.endpoint())
                .environment("OTEL_BSP_SCHEDULE_DELAY", "50")
                .environment("ENGRAM_LOG_LEVEL", "debug")
                .environment("ENGRAM_SHUTDOWN_TIMEOUT", "20000");
    }

    private static Jvm newerJvm(CountingSink sink) throws Exception {
        Optional<Path> newer = NewerJdk.find();
        assumeTrue(newer.isPresent(), "No JDK 21 or newer is installed beside this one: no virtual threads to test.");
        return jvm(sink).home(newer.get());
    }

    private static long number(Jvm.Ended ended, String name) {
        Matcher match = Pattern.compile(name + " (-?\\d+)").matcher(ended.out());
        assertThat(match.find()).as("%s", ended).isTrue();
        return Long.parseLong(match.group(1));
    }

    private static void assertExact(Jvm.Ended ended, CountingSink sink, long calls) {
        assertThat(number(ended, "calls")).isEqualTo(calls);
        Accounts accounts = Accounts.of(ended);
        assertThat(accounts.recorded()).as("%s", accounts).isEqualTo(calls);
        assertThat(accounts.exported() + accounts.lost()).as("%s", accounts).isEqualTo(calls);
        assertThat(sink.taken()).isPositive().isEqualTo(accounts.exported());
        assertThat(sink.takenTwice()).isZero();
    }

    @Test
    @DisplayName("of 20,000 threads with one call each, the calls arrive and nothing stays in the heap")
    void platformThreads() throws Exception {
        try (CountingSink sink = new CountingSink()) {
            Jvm.Ended ended = jvm(sink).option("-Xmx64m").run(ThreadsApp.class, "platform", "20000", "20", "plain");
            assertExact(ended, sink, 22_000);
            assertThat(number(ended, "grown")).isLessThan(MAX_GROWTH);
        }
    }

    @Test
    @Tag("full")
    @DisplayName("of 600,000 virtual threads with one call each, in a small heap, nothing stays")
    void virtualThreads() throws Exception {
        try (CountingSink sink = new CountingSink()) {
            Jvm.Ended ended =
                    newerJvm(sink).option("-Xmx64m").run(ThreadsApp.class, "virtual", "600000", "1000", "plain");
            assertExact(ended, sink, 660_000);
            assertThat(number(ended, "grown")).isLessThan(MAX_GROWTH);
        }
    }

    @Test
    @Tag("full")
    @DisplayName("10,000 virtual threads at once that leave their carrier, or pin it, in the middle of recorded calls")
    void sleepingVirtualThreads() throws Exception {
        try (CountingSink sink = new CountingSink()) {
            Jvm.Ended ended = newerJvm(sink)
                    .environment("ENGRAM_RING_SIZE", "65536")
                    .run(ThreadsApp.class, "virtual", "20000", "10000", "sleep");
            assertExact(ended, sink, 2 * 22_000 + 22_000 / 500);
        }
    }
}
