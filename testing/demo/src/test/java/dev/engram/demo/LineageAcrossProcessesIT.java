package dev.engram.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.engram.collector.server.Collector;
import dev.engram.collector.server.CollectorOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The lineage of a key that one process stores and another reads")
class LineageAcrossProcessesIT {
    private static final Parts PARTS =
            Parts.in(Path.of("..", "..").toAbsolutePath().normalize());

    @TempDir
    private Path folder;

    @Test
    @DisplayName("names the writer, which the reader's agent cannot know")
    void lineage() throws Exception {
        assumeThat(PARTS.agent()).as("the agent's jar is built").exists();
        CollectorOptions options = CollectorOptions.builder().onFreePorts().build();
        try (Collector collector = Collector.start(options)) {
            assertThat(run(collector, "planner", "store")).isEmpty();
            assertThat(run(collector, "executor", "retrieve")).isEqualTo("found a plan");
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(lineage(collector)).contains("executor read what planner wrote at "));
        }
    }

    private static String lineage(Collector collector) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + collector.apiPort() + "/lineage?key=plan-7");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Ends when its spans are exported. */
    private String run(Collector collector, String service, String operation) throws Exception {
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-javaagent:" + PARTS.agent(),
                "-cp",
                Path.of("target", "test-classes").toAbsolutePath().toString(),
                PlanMemoryStore.class.getName(),
                folder.toString(),
                operation,
                "plan-7");
        java.environment().keySet().removeIf(name -> name.startsWith("OTEL_") || name.startsWith("ENGRAM_"));
        java.environment().put("OTEL_SERVICE_NAME", service);
        java.environment().put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + collector.httpPort());
        java.environment().put("ENGRAM_SHUTDOWN_TIMEOUT", "30000");
        Path errors = Files.createTempFile(folder.getParent(), "agent", ".log");
        Process process = java.redirectError(errors.toFile()).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        return text.strip();
    }
}
