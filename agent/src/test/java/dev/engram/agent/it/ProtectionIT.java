package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Where the application has trouble, Engram records less, and says so")
@Timeout(300)
class ProtectionIT {

    private static Jvm jvm(CountingSink sink) {
        return new Jvm()
                .asInProduction()
                .environment("OTEL_EXPORTER_OTLP_ENDPOINT", sink.endpoint())
                .environment("OTEL_METRIC_EXPORT_INTERVAL", "500")
                .environment("OTEL_BSP_SCHEDULE_DELAY", "50");
    }

    private static void awaitLine(StagingProcess process, String pattern) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(process.errors())
                        .anySatisfy(line -> assertThat(line).containsPattern(pattern)));
    }

    @Test
    @Tag("full")
    @DisplayName("a full heap turns spans off, then metrics, and a heap with room brings both back")
    void heap() throws Exception {
        try (CountingSink sink = new CountingSink();
                StagingProcess process = StagingProcess.start(
                        jvm(sink).option("-Xmx64m").environment("ENGRAM_MAX_HEAP", "60"), 2, 2000)) {
            process.say("go");
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> sink.taken() > 0);
            process.say("fill 42");
            awaitLine(process, "Self-protection: .* of the heap .* limit of 60 %; recording is metrics only");
            awaitLine(process, "Self-protection: .*; recording is off");
            assertThat(ControlCommand.of("status", process.pid())).contains("recording: off, by self-protection");
            process.say("free");
            awaitLine(process, "Self-protection: all values are below .*; recording is metrics only");
            awaitLine(process, "Self-protection: all values are below .*; recording is on");
            long before = sink.taken();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> sink.taken() > before);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> sink.counter("engram.recording.steps") == 4);
            process.calls();
        }
    }

    @Test
    @DisplayName("processors that the application keeps busy turn spans off, and metrics go on")
    void cpu() throws Exception {
        try (CountingSink sink = new CountingSink();
                StagingProcess process = StagingProcess.start(jvm(sink).environment("ENGRAM_MAX_CPU", "40"), 2, 2000)) {
            process.say("go");
            process.say("spin");
            awaitLine(process, "Self-protection: .* of all processors .* limit of 40 %; recording is metrics only");
            process.say("rest");
            process.calls();
        }
    }

    @Test
    @DisplayName("ENGRAM_MAX_SPANS_PER_SECOND holds, and metrics count every call")
    void limit() throws Exception {
        long most = 100;
        try (CountingSink sink = new CountingSink();
                StagingProcess process = StagingProcess.start(
                        jvm(sink).environment("ENGRAM_MAX_SPANS_PER_SECOND", Long.toString(most)), 4, 1000)) {
            long began = System.nanoTime();
            process.say("go");
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> sink.taken() > 2 * most);
            process.say("pause");
            long calls = process.calls();
            ControlCommand.of("detach", process.pid());
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + 1;
            assertThat(sink.taken()).isLessThanOrEqualTo(most * (seconds + 1)).isLessThan(calls);
            assertThat(sink.taken() + sink.counter("engram.traces.limited")).isEqualTo(calls);
        }
    }

    @Test
    @DisplayName("ENGRAM_JMX shows the status as a bean, which is gone with Engram")
    void bean() throws Exception {
        try (CountingSink sink = new CountingSink();
                StagingProcess process = StagingProcess.start(jvm(sink).environment("ENGRAM_JMX", "true"), 0, 0)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> process.ask("bean Recording").equals("true"));
            assertThat(process.ask("bean Status")).startsWith("{\"version\":").contains("\"recording\":\"on\"");
            process.say("see");
            ControlCommand.of("detach", process.pid());
            assertThat(process.ask("bean Status")).isEqualTo("absent");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(process.report()).containsEntry("reachable", 0L));
        }
    }
}
