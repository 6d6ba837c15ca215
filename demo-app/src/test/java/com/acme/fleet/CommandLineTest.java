package com.acme.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.acme.redis.RealRedis;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The application's command line")
class CommandLineTest {
    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return Main.run(
                List.of(args),
                REDIS.environment(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("plays the fleet where nothing is said, one scenario where it is named, and all in order")
    void scenarios() {
        assertThat(Settings.of(List.of(), Map.of()).scenarios()).containsExactly("fleet");
        assertThat(Settings.of(List.of("--scenario", "bug"), Map.of()).scenarios())
                .containsExactly("bug");
        assertThat(Settings.of(List.of("--scenario", "all"), Map.of()).scenarios())
                .containsExactly("fleet", "feature", "bug", "review", "patterns");
        assertThat(run("--scenario", "all")).isZero();
        assertThat(text())
                .containsSubsequence(
                        "Test Plan Creation and Execution",
                        "Feature 'Authentication Feature' completed!",
                        "Solved: clock skew, 60s leeway",
                        "Reviewing: Authentication Feature",
                        "Investigation: Performance Bottleneck: archived");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "--scenario bugs  | Unknown scenario bugs; known are fleet, feature, bug, review, patterns and all.",
                "--scenario       | --scenario needs a value; known are --scenario NAME, --loop SECONDS, --keep and --with-miss.",
                "--loop soon      | --loop is soon; give seconds, 0 to 3600.",
                "--loop -1        | --loop is -1; give seconds, 0 to 3600.",
                "bench --fast     | Unknown option --fast; the only one of bench is --json."
            })
    @DisplayName("refuses what it does not know, in one sentence")
    void unknown(String line, String sentence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.of(List.of(line.split(" ", -1)), Map.of()))
                .withMessage(sentence);
    }

    @Test
    @DisplayName("plays on with --loop until it is ended, also while Redis is away")
    void loop() throws Exception {
        Thread player = new Thread(() -> run("--scenario", "fleet", "--loop", "0"));
        player.start();
        try {
            awaitRounds(2);
            REDIS.stop();
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> err.toString(StandardCharsets.UTF_8).contains("Redis cannot be reached"));
            REDIS.start();
            awaitRounds(rounds() + 1);
        } finally {
            player.interrupt();
            player.join();
        }
    }

    private int rounds() {
        return text().split("Test Plan Creation and Execution", -1).length - 1;
    }

    private void awaitRounds(int rounds) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> rounds() >= rounds);
    }

    @Test
    @DisplayName("times the memory with bench, always the same work, and leaves nothing behind")
    void bench() throws IOException {
        assertThat(run("bench", "--json")).isZero();
        JsonNode result = new ObjectMapper().readTree(text());
        assertThat(result.path("timings").findValuesAsText("name"))
                .containsExactly(
                        "Session Message Add",
                        "Deep Memory Create",
                        "Deep Memory Search",
                        "Cache Read",
                        "Fact Validation",
                        "Context Loading rapid",
                        "Context Loading standard",
                        "Context Loading augster-rigorous");
        assertThat(result.path("timings").findValuesAsText("count"))
                .containsExactly("100", "60", "50", "100", "100", "100", "100", "100");
        assertThat(result.path("hitRate").asDouble()).isEqualTo(0.9);
        assertThat(result.path("resultsPerQuery").asDouble()).isEqualTo(10);
        assertThat(result.path("advice").asText()).startsWith("window 1 h, limit ");
        assertThat(REDIS.client().dbSize()).isZero();
    }
}
