package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code -Dengram.cycles=1000} and {@code -Dengram.toggle.seconds=60} run them for longer; docs/guarantees.md has the figures.
 */
@DisplayName("One process under load, by many commands")
@Timeout(3600)
class CyclesIT {

    private static final int CYCLES = Integer.getInteger("engram.cycles", 30);
    private static final int SECONDS = Integer.getInteger("engram.toggle.seconds", Tier.of(15, 3));

    /** So many cycles come before the first measurement: until then the JVM itself still loads and compiles. */
    private static final int WARM_UP = 10;

    private static final Pattern ACCOUNTS =
            Pattern.compile("recorded (\\d+) = exported (\\d+) \\+ dropped (\\d+)(?: \\([^)]*\\))?\\.");

    private static final String RULES = """
            memory:
              - type: com.example.NotesMemoryStore
                method: %s
                operation: store
                key: arg0
              - type: com.example.NotesMemoryStore
                method: retrieve
                operation: retrieve
                key: arg0
            """;

    @TempDir
    Path folder;

    /** Recorded, exported and dropped. */
    private static long[] accounts(String answer) {
        Matcher match = ACCOUNTS.matcher(answer);
        assertThat(match.find()).as(answer).isTrue();
        long[] found = new long[3];
        for (int i = 0; i < found.length; i++) {
            found[i] = Long.parseLong(match.group(i + 1));
        }
        assertThat(found[0]).as(answer).isEqualTo(found[1] + found[2]);
        return found;
    }

    private static String attach(StagingProcess process, CountingSink sink, String... more) throws Exception {
        var arguments = new java.util.ArrayList<>(java.util.List.of(
                "attach",
                process.pid(),
                "OTEL_EXPORTER_OTLP_ENDPOINT=" + sink.endpoint(),
                "OTEL_BSP_SCHEDULE_DELAY=20",
                "ENGRAM_SHUTDOWN_TIMEOUT=30000"));
        arguments.addAll(java.util.List.of(more));
        return ControlCommand.of(arguments.toArray(new String[0]));
    }

    @Test
    @Tag("full")
    @DisplayName("is attached to and detached from again and again: results stay right, and nothing grows")
    void cycles() throws Exception {
        try (CountingSink sink = new CountingSink();
                StagingProcess process = StagingProcess.start(
                        new Jvm().asInProduction().withoutAgent().option("-Xmx256m"), 4, 1000)) {
            process.say("go");
            Map<String, Long> first = Map.of();
            long exported = 0;
            for (int i = 0; i < WARM_UP + CYCLES; i++) {
                if (i == WARM_UP) {
                    first = process.report();
                }
                long before = sink.taken();
                attach(process, sink);
                process.say("see");
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> sink.taken() > before);
                exported += accounts(ControlCommand.of("detach", process.pid()))[1];
                process.calls();
            }
            assertThat(sink.taken()).isEqualTo(exported);
            assertThat(sink.takenTwice()).isZero();
            Map<String, Long> atFirst = first;
            // The JVM unloads classes when it collects them, some seconds after nothing refers to them.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofSeconds(3))
                    .untilAsserted(() -> {
                        Map<String, Long> last = process.report();
                        System.out.println("Cycles: " + CYCLES + ", before " + atFirst + ", after " + last);
                        assertFlat(atFirst, last);
                    });
        }
    }

    private static void assertFlat(Map<String, Long> first, Map<String, Long> last) {
        assertThat(last).containsEntry("reachable", 0L).containsEntry("engramThreads", 0L);
        assertNotMore(last, first, "threads", 1);
        assertNotMore(last, first, "files", 2);
        // Far less than one Engram, of some 850 classes.
        assertNotMore(last, first, "classes", 300);
        // Kilobytes: of each agent that was ever loaded the JVM itself keeps a little.
        assertNotMore(last, first, "heap", 4096 + 4L * CYCLES);
    }

    private static void assertNotMore(Map<String, Long> last, Map<String, Long> first, String name, long more) {
        assertThat(last.getOrDefault(name, -1L)).as(name).isBetween(0L, first.getOrDefault(name, 0L) + more);
    }

    @Test
    @DisplayName("is switched and gets other rules at random: the spans are the calls made while recording was on")
    void toggled() throws Exception {
        Path store = Files.writeString(folder.resolve("store.yaml"), RULES.formatted("store"));
        Path both = Files.writeString(folder.resolve("both.yaml"), RULES.formatted("store") + "    value: return\n");
        Random random = new Random(18);
        try (CountingSink sink = new CountingSink();
                StagingProcess process = StagingProcess.start(
                        new Jvm().asInProduction().withoutAgent().option("-Xmx256m"), 8, 1000)) {
            attach(process, sink, "--config", store.toString(), "ENGRAM_RING_SIZE=262144");
            boolean isOn = true;
            long expected = 0;
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            while (System.nanoTime() < deadline) {
                switch (random.nextInt(4)) {
                    case 0 -> ControlCommand.of("reload", process.pid(), "--config", store.toString());
                    case 1 -> ControlCommand.of("reload", process.pid(), "--config", both.toString());
                    default -> {
                        isOn = !isOn;
                        ControlCommand.of(isOn ? "on" : "off", process.pid());
                    }
                }
                long before = process.calls();
                process.say("go");
                TimeUnit.MILLISECONDS.sleep(random.nextInt(100));
                process.say("pause");
                expected += isOn ? process.calls() - before : 0;
            }
            long[] accounts = accounts(ControlCommand.of("detach", process.pid()));
            System.out.println("Toggled for " + SECONDS + " s: " + accounts[0] + " calls while on.");
            assertThat(accounts[0]).isEqualTo(expected).isPositive();
            assertThat(sink.taken()).isEqualTo(accounts[1]);
        }
    }

    @Test
    @Tag("full")
    @DisplayName("is switched and gets other rules while its threads work: every recorded call is accounted for")
    void toggledAtWork() throws Exception {
        Path store = Files.writeString(folder.resolve("store.yaml"), RULES.formatted("store"));
        Path other = Files.writeString(folder.resolve("other.yaml"), RULES.formatted("delete"));
        Random random = new Random(19);
        try (CountingSink sink = new CountingSink();
                StagingProcess process = StagingProcess.start(
                        new Jvm().asInProduction().withoutAgent().option("-Xmx256m"), 8, 200)) {
            attach(process, sink, "--config", store.toString());
            process.say("go");
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            while (System.nanoTime() < deadline) {
                switch (random.nextInt(4)) {
                    case 0 -> ControlCommand.of("reload", process.pid(), "--config", store.toString());
                    case 1 -> ControlCommand.of("reload", process.pid(), "--config", other.toString());
                    case 2 -> ControlCommand.of("off", process.pid());
                    default -> ControlCommand.of("on", process.pid());
                }
            }
            long[] accounts = accounts(ControlCommand.of("detach", process.pid()));
            System.out.println("Toggled at work for " + SECONDS + " s: " + accounts[0] + " recorded.");
            assertThat(accounts[0]).isPositive();
            assertThat(sink.taken()).isEqualTo(accounts[1]);
            assertThat(process.calls()).isPositive();
        }
    }
}
