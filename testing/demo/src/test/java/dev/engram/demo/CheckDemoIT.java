package dev.engram.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the agent's check says of the demo application's jar, and what the agent then weaves in it. Needs the jars of the
 * modules agent and demo-app, which a build of all modules makes before this one.
 */
class CheckDemoIT {
    private static final Parts PARTS =
            Parts.in(Path.of("..", "..").toAbsolutePath().normalize());
    private static final Pattern METHOD = Pattern.compile("(?:\\[engram] DEBUG Woven: |  )([\\w.$]+\\(.*?\\)).*");

    @TempDir
    private Path temporary;

    private record Ended(int code, String text) {
        /** The methods named, with their parameters. */
        TreeSet<String> methods() {
            TreeSet<String> methods = new TreeSet<>();
            for (String line : text.lines().toList()) {
                Matcher matcher = METHOD.matcher(line);
                if (matcher.matches()) {
                    methods.add(matcher.group(1));
                }
            }
            return methods;
        }
    }

    @BeforeEach
    void needTheOtherModules() {
        assumeThat(List.of(PARTS.agent(), PARTS.application())).allMatch(Files::exists, "is built");
    }

    @Test
    void whatWouldBeWovenIsWhatIsWoven() throws Exception {
        Ended check = run(
                Map.of(),
                "-jar",
                PARTS.agent().toString(),
                "check",
                "--config",
                PARTS.rules().toString(),
                "--classpath",
                PARTS.application().toString());
        assertThat(check.code()).as(check.text()).isZero();
        assertThat(check.text())
                .contains("50 methods of 20 types would be woven.")
                .doesNotContain("cannot be read");

        Ended woven;
        try (DemoRedis redis = DemoRedis.start(temporary)) {
            woven = run(
                    Map.of(
                            "REDIS_URL",
                            redis.url(),
                            "ENGRAM_CONFIG",
                            PARTS.rules().toString(),
                            "ENGRAM_LOG_LEVEL",
                            "debug",
                            // Without spans and metrics no Redis client is woven.
                            "OTEL_TRACES_EXPORTER",
                            "jsonl",
                            "ENGRAM_JSONL_PATH",
                            temporary.resolve("spans.jsonl").toString(),
                            "OTEL_METRICS_EXPORTER",
                            "none"),
                    "-javaagent:" + PARTS.agent(),
                    "-jar",
                    PARTS.application().toString(),
                    "--scenario",
                    "all");
        }
        assertThat(woven.code()).as(woven.text()).isZero();
        // Nobody loads the class of a client-side cache.
        assertThat(check.methods())
                .hasSize(50)
                .filteredOn(method -> !method.contains(".csc.CacheConnection."))
                .containsExactlyInAnyOrderElementsOf(woven.methods());
    }

    private static Ended run(Map<String, String> environment, String... arguments) throws Exception {
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString());
        java.command().addAll(List.of(arguments));
        java.environment().keySet().removeIf(name -> name.startsWith("OTEL_") || name.startsWith("ENGRAM_"));
        java.environment().putAll(environment);
        Process process = java.redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), text);
    }
}
