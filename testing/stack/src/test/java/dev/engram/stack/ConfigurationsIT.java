package dev.engram.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.engram.demo.Supervised;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("real-stack")
@DisplayName("The real programs accept every configuration that ships")
class ConfigurationsIT {
    private static final Path ROOT = Showing.ROOT;

    private Binaries binaries = new Binaries(Map.of());

    /** How a command ended, and what it said. */
    private record Ended(int code, String text) {}

    @BeforeAll
    void install() throws Exception {
        binaries = Showing.installed();
    }

    static Stream<Path> ofTheOpenTelemetryCollector() throws IOException {
        return configurations().filter(file -> !isJaegers(file));
    }

    static Stream<Path> ofJaeger() throws IOException {
        return configurations().filter(ConfigurationsIT::isJaegers);
    }

    @ParameterizedTest
    @MethodSource
    @DisplayName("the OpenTelemetry Collector its own, also those for more than one machine")
    void ofTheOpenTelemetryCollector(Path file) throws Exception {
        Ended ended = run(Program.OTELCOL, "otelcol", "validate", "--config", file.toString());
        assertThat(ended.text()).isEmpty();
        assertThat(ended.code()).isZero();
    }

    @ParameterizedTest
    @MethodSource
    @DisplayName("Jaeger its own, also those for more than one machine")
    void ofJaeger(Path file) throws Exception {
        Ended ended = run(Program.JAEGER, "jaeger", "validate", "--config", file.toString());
        assertThat(ended.text()).doesNotContain("rror");
        assertThat(ended.code()).isZero();
    }

    @Test
    @DisplayName("Prometheus its own, with all rules")
    void ofPrometheus() throws Exception {
        Ended ended = promtool("check", "config", "deploy/prometheus/prometheus.yml");
        assertThat(ended.code()).as(ended.text()).isZero();
        assertThat(ended.text()).contains("rules found").doesNotContain("FAILED");
    }

    @Test
    @DisplayName("the rules do in every case of their tests what the case says")
    void rulesDoWhatTheirTestsSay() throws Exception {
        for (Path tests : files("deploy/prometheus/tests")) {
            Ended ended = promtool("test", "rules", tests.toString());
            assertThat(ended.code()).as(ended.text()).isZero();
            assertThat(ended.text()).contains("SUCCESS");
        }
    }

    @Test
    @DisplayName(
            "Compose the compose file: every variable has a value, every path exists, with and without all profiles")
    void ofCompose() throws Exception {
        for (String profile : List.of("", "*")) {
            Ended ended = compose(ROOT.resolve("docker-compose.yml"), profile);
            assertThat(ended.code()).as(ended.text()).isZero();
            // A variable without a value would be said before it.
            JsonNode project = new ObjectMapper().readTree(ended.text());
            assertThat(project.path("services").properties()).hasSizeGreaterThan(5);
            for (Map.Entry<String, JsonNode> service : project.path("services").properties()) {
                List<Path> paths = new ArrayList<>();
                JsonNode build = service.getValue().path("build");
                if (build.isObject()) {
                    paths.add(Path.of(build.path("context").asText())
                            .resolve(build.path("dockerfile").asText()));
                }
                for (JsonNode volume : service.getValue().path("volumes")) {
                    if (volume.path("type").asText().equals("bind")) {
                        paths.add(Path.of(volume.path("source").asText()));
                    }
                }
                assertThat(paths).as(service.getKey()).allMatch(path -> path.isAbsolute() && Files.exists(path));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mem_limit: 768m           | memory_limit: 768m              | memory_limit",
                "[--scenario, all          | ['${SCENES}', all               | The \\\"SCENES\\\" variable is not set",
                "otel-collector-health: {  | otel-collector-healthy: {       | undefined service \"otel-collector-healthy\"",
                "- otel-queue:             | - otel-queues:                  | undefined volume otel-queues",
            },
            quoteCharacter = '`')
    @DisplayName("and Compose refuses, or warns of, what is wrong")
    void ofComposeWrong(String piece, String wrong, String said, @TempDir Path directory) throws Exception {
        String good = Files.readString(ROOT.resolve("docker-compose.yml"));
        assertThat(good).contains(piece);
        Path file = Files.writeString(directory.resolve("docker-compose.yml"), good.replace(piece, wrong));
        assertThat(compose(file, "").text()).contains(said);
    }

    private Ended compose(Path file, String profile) throws Exception {
        return profile.isEmpty()
                ? run(Program.COMPOSE, "compose", file.toString())
                : run(Program.COMPOSE, "compose", file.toString(), profile);
    }

    @Test
    @DisplayName("and refuse what is wrong, so that the above says something")
    void whatIsWrongIsRefused(@TempDir Path directory) throws Exception {
        String good = Files.readString(ROOT.resolve("otel-collector-config.yaml"));
        Path wrong = Files.writeString(
                directory.resolve("wrong.yaml"), good.replace("  memory_limiter:\n", "  memory_limit:\n"));
        Ended ended = run(Program.OTELCOL, "otelcol", "validate", "--config", wrong.toString());
        assertThat(ended.code()).isNotZero();
        assertThat(ended.text()).contains("memory_limit");
    }

    /** Jaeger is a collector too, with components of its own. */
    private static boolean isJaegers(Path file) {
        try {
            return Files.readString(file).contains("jaeger_storage:");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> configurations() throws IOException {
        List<Path> files = new ArrayList<>(List.of(ROOT.resolve("otel-collector-config.yaml")));
        for (String folder : List.of("deploy/otel", "deploy/jaeger", "deploy/scale")) {
            files.addAll(files(folder));
        }
        List<Path> collectors = new ArrayList<>();
        for (Path file : files) {
            if (file.toString().endsWith(".yaml") && Files.readString(file).contains("\nservice:")) {
                collectors.add(file);
            }
        }
        assertThat(collectors).hasSizeGreaterThan(5);
        return collectors.stream();
    }

    private static List<Path> files(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private Ended promtool(String... arguments) throws Exception {
        String[] absolute = arguments.clone();
        absolute[arguments.length - 1] =
                ROOT.resolve(arguments[arguments.length - 1]).toString();
        return run(Program.PROMETHEUS, "promtool", absolute);
    }

    private Ended run(Program program, String binary, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(binaries.of(program, binary).toString()));
        command.addAll(List.of(arguments));
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        try (Supervised process = Supervised.start(command, Map.of(), lines::add)) {
            int code = process.waitFor(Duration.ofMinutes(1)).orElseThrow();
            return new Ended(code, String.join("\n", lines));
        }
    }
}
