package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.example.CallbacksApp;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A command and a memory operation end when their results are there, before the application's callbacks")
@Timeout(180)
class CallbacksIT {

    @TempDir
    Path folder;

    @Test
    @DisplayName("of futures, Reactor and RxJava, Lettuce and Redisson: the span is there while the callback runs")
    void callbacks() throws Exception {
        check(LettuceIT.addTo(RedissonIT.jvm()));
    }

    @Test
    @Tag("full")
    @DisplayName("also on a newer JDK")
    void newerJdk() throws Exception {
        Optional<Path> home = NewerJdk.find();
        assumeTrue(home.isPresent(), "No JDK 21 or newer is installed beside this one");
        check(LettuceIT.addTo(RedissonIT.jvm()).home(home.get()));
    }

    private void check(Jvm jvm) throws Exception {
        Path file = folder.resolve("spans.jsonl");
        Path errors = folder.resolve("errors.txt");
        List<String> late = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        try (EmbeddedRedis redis = new EmbeddedRedis()) {
            Process process = jvm.jsonl(file)
                    .environment("OTEL_BSP_SCHEDULE_DELAY", "20")
                    .start(CallbacksApp.class, redis.port());
            Thread reading = new Thread(() -> copy(process, errors));
            reading.start();
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
                    Writer in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8)) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    if (!line.startsWith("in ")) {
                        continue;
                    }
                    String name = line.substring("in ".length());
                    seen.add(name);
                    // Of these the end is compared with what their callbacks did.
                    if (!name.equals("lettuce-items") && !isThere(file, name)) {
                        late.add(name);
                    }
                    in.write("go on\n");
                    in.flush();
                }
            }
            assertThat(process.waitFor()).as(() -> text(errors)).isZero();
            reading.join();
        }
        assertThat(late).as("ended after their callbacks").isEmpty();
        assertThat(seen)
                .containsExactly(
                        "future",
                        "derived-future",
                        "failing-future",
                        "cancelled-future",
                        "task",
                        "listenable",
                        "mono",
                        "single",
                        "flux",
                        "flowable",
                        "lettuce-async",
                        "lettuce-async-error",
                        "lettuce-reactive",
                        "lettuce-reactive-empty",
                        "lettuce-reactive-error",
                        "lettuce-items",
                        "lettuce-mono-in-memory",
                        "redisson-async",
                        "redisson-reactive",
                        "redisson-rxjava");
        List<JsonNode> spans = Jvm.spans(file);
        // Each once, although both the future and who waits for it tell its end.
        assertThat(spans.stream().filter(each -> isOf(each, "GET lettuce-async") || isOf(each, "future")))
                .hasSize(2);
        JsonNode range = spans.stream()
                .filter(each -> isOf(each, "LRANGE items ? ?"))
                .findFirst()
                .orElseThrow();
        assertThat(spans)
                .filteredOn(each -> isOf(each, "of item a") || isOf(each, "of item b"))
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.path("startTime").asDouble())
                        .isGreaterThanOrEqualTo(range.path("endTime").asDouble()));
    }

    /** Whether a span of that name comes while nothing else happens. */
    private static boolean isThere(Path file, String name) {
        try {
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> Files.exists(file)
                            && lines(file).stream()
                                    .anyMatch(line -> line.contains(name + "\"") || line.contains(name + " ")));
            return true;
        } catch (org.awaitility.core.ConditionTimeoutException never) {
            return false;
        }
    }

    private static List<String> lines(Path file) throws Exception {
        String text = Files.readString(file);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private static boolean isOf(JsonNode span, String name) {
        JsonNode attributes = span.path("attributes");
        return attributes.path("memory.key").asText().equals(name)
                || attributes.path("db.query.text").asText().equals(name);
    }

    private static void copy(Process process, Path errors) {
        try {
            Files.copy(process.getErrorStream(), errors);
        } catch (java.io.IOException ended) {
            throw new java.io.UncheckedIOException(ended);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException absent) {
            return absent.toString();
        }
    }
}
