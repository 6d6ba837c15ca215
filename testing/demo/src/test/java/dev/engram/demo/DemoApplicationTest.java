package dev.engram.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoApplicationTest {

    @Test
    void theUsersOwnSettingsOfTracingDoNotReachTheDemo() {
        Map<String, String> environment = DemoApplication.environment(
                Parts.in(Path.of("/engram")),
                "redis://127.0.0.1:1",
                "http://127.0.0.1:2",
                Map.of("PATH", "/bin", "OTEL_SDK_DISABLED", "true", "ENGRAM_ENABLED", "false", "REDIS_URL", "other"));
        assertThat(environment.remove("ENGRAM_FINGERPRINT_SECRET")).hasSizeGreaterThan(30);
        assertThat(environment)
                .containsOnly(
                        Map.entry("PATH", "/bin"),
                        Map.entry("OTEL_SERVICE_NAME", "agentic-qe-fleet"),
                        Map.entry("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:2"),
                        Map.entry("ENGRAM_CONFIG", "/engram/demo-app/engram.yaml"),
                        Map.entry("REDIS_URL", "redis://127.0.0.1:1"));
    }
}
