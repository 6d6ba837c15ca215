package dev.engram.stack.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The compose file")
class ComposeTest {

    private static final String TEXT = Shipped.text(Compose.FILE);

    private static String without(String piece) {
        assertThat(TEXT).contains(piece);
        return TEXT.replace(piece, "");
    }

    @Test
    @DisplayName(
            "mounts what exists, pins its images, publishes on loopback, limits every service and waits for healthy ones")
    void sound() {
        assertThat(Compose.shipped().faults()).isEmpty();
    }

    @Test
    @DisplayName(
            "would not pass with a missing file, an open port, an unpinned image, an unlimited service, a check that is not there")
    void unsound() {
        assertThat(new Compose(TEXT.replace("./deploy/jaeger:", "./deploy/jeager:")).faults())
                .containsExactly("jaeger: ./deploy/jeager does not exist");
        assertThat(new Compose(TEXT.replace("127.0.0.1:9090:9090", "9090:9090")).faults())
                .containsExactly("prometheus: port 9090 is not on loopback");
        assertThat(new Compose(TEXT.replace("redis:8.10.2-alpine", "redis:latest")).faults())
                .containsExactly("redis: image redis:latest is not pinned to one version");
        assertThat(new Compose(without("    mem_limit: 768m\n")).faults()).containsExactly("demo: has no mem_limit");
        assertThat(new Compose(TEXT.replace("target: collector", "target: collecter")).faults())
                .containsExactly("engram-collector: its Dockerfile has no stage collecter");
        assertThat(new Compose(TEXT.replace("otel-collector-health: {", "otel-collector: {")).faults())
                .containsExactly(
                        "demo: waits until otel-collector is healthy, which has no health check",
                        "prometheus: waits until otel-collector is healthy, which has no health check");
    }

    @Test
    @DisplayName("gives Engram's collector and the demo options that they have")
    void options() {
        assertThat(options("engram-collector")).contains("--host", "--db");
        assertThat(sources("collector/cli/src/main/java")).contains(quoted(options("engram-collector")));
        assertThat(sources("demo-app/src/main/java")).contains(quoted(options("demo")));
        assertThat(sources("collector/cli/src/main/java")).doesNotContain("\"--forwards\"");
    }

    private static List<String> options(String service) {
        return Compose.strings(Compose.shipped().service(service).path("command")).stream()
                .filter(each -> each.startsWith("--"))
                .map(each -> each.replaceAll("=.*", ""))
                .toList();
    }

    private static List<String> quoted(List<String> options) {
        return options.stream().map(each -> '"' + each + '"').toList();
    }

    private static String sources(String directory) {
        try (Stream<Path> files = Files.walk(Shipped.path(directory))) {
            return files.filter(each -> each.toString().endsWith(".java"))
                    .map(ComposeTest::text)
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("has the versions that the stack runs as plain processes")
    void versions() throws IOException {
        Properties releases = new Properties();
        releases.load(new StringReader(Shipped.text("testing/stack/programs/releases.properties")));

        assertThat(Map.of(
                        "jaeger", image("jaeger"),
                        "otelcol", image("otel-collector"),
                        "prometheus", image("prometheus")))
                .isEqualTo(Map.of(
                        "jaeger", "jaegertracing/jaeger:" + releases.getProperty("jaeger"),
                        "otelcol", "otel/opentelemetry-collector-contrib:" + releases.getProperty("otelcol"),
                        "prometheus", "prom/prometheus:v" + releases.getProperty("prometheus")));
    }

    private static String image(String service) {
        return Compose.shipped().service(service).path("image").asText();
    }

    @Test
    @DisplayName("publishes the ports of Prometheus and Grafana, the gateway's of OTLP, and Jaeger's")
    void ports() {
        assertThat(published("otel-collector")).containsExactly(4317, 4318, 8889);
        assertThat(published("prometheus")).containsExactly(9090);
        assertThat(published("grafana")).containsExactly(3000);
        assertThat(published("jaeger")).containsExactly(16686);
        assertThat(published("engram-collector")).containsExactly(4319);
    }

    private static List<Integer> published(String service) {
        return Compose.published(Compose.shipped().service(service)).stream()
                .map(Compose.Published::host)
                .toList();
    }
}
