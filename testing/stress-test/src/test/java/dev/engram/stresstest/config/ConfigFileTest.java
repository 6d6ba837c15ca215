package dev.engram.stresstest.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The configuration")
class ConfigFileTest {
    @TempDir
    private Path directory;

    private Path file(String name, String yaml) throws IOException {
        return Files.writeString(directory.resolve(name), yaml);
    }

    private StressTestConfig read(String yaml) throws IOException, ConfigException {
        return ConfigFile.read(List.of(file("c.yml", yaml)), List.of());
    }

    @Test
    @DisplayName("has the ten durations, the stress levels and the limits of safety as defaults")
    void defaults() {
        StressTestConfig config = ConfigFile.defaults();
        assertThat(config.durations())
                .containsExactly(
                        entry("baseline_performance", 300),
                        entry("memory_leak_simulation", 180),
                        entry("high_memory_usage", 240),
                        entry("rapid_memory_growth", 120),
                        entry("vector_store_stress", 300),
                        entry("concurrent_agent_stress", 180),
                        entry("optimization_overload", 120),
                        entry("memory_pressure_crisis", 180),
                        entry("recovery_capabilities", 240),
                        entry("endurance_limits", 600));
        assertThat(config.levels().multiplicationFactors()).containsExactly(0.5, 1.0, 2.0, 5.0, 10.0);
        assertThat(config.levels().pressureTargets()).containsExactly(70, 80, 90, 95, 99);
        assertThat(config.levels().concurrentAgents()).containsExactly(1, 3, 5, 10, 20);
        assertThat(config.levels().optimizationRequests()).containsExactly(1, 5, 10, 20, 50);
        assertThat(config.safety()).isEqualTo(new Safety(99, 3600, 60, 30, 30, 40));
    }

    @Test
    @DisplayName("takes from a file what it says, and the rest from the defaults")
    void partly() throws Exception {
        StressTestConfig config = read("test_duration:\n  baseline_performance: 7\nsafety: {max_test_duration: 60}\n");
        assertThat(config.durations()).containsEntry("baseline_performance", 7).containsEntry("endurance_limits", 600);
        assertThat(config.safety()).isEqualTo(new Safety(99, 60, 60, 30, 30, 40));
    }

    @Test
    @DisplayName("of an environment goes over the file beside it")
    void environments() throws Exception {
        Path base = file("stress.yml", "safety: {max_test_duration: 60, memory_cleanup_interval: 5}\n");
        Path ci = file("stress.ci.yml", "safety: {max_test_duration: 90}\n");
        assertThat(ConfigFile.ofEnvironment(base, "ci")).isEqualTo(ci);
        assertThat(ConfigFile.read(List.of(base, ci), List.of()).safety()).isEqualTo(new Safety(99, 90, 5, 30, 30, 40));
    }

    @Test
    @DisplayName("takes a duration for a scenario of one's own")
    void customScenario() throws Exception {
        Path file = file("c.yml", "test_duration: {mine: 9}\n");
        assertThat(ConfigFile.read(List.of(file), List.of("mine")).durations()).containsEntry("mine", 9);
    }

    @Test
    @DisplayName("says every unknown key and every wrong value, with its line and what would be right")
    void wrong() {
        assertThatThrownBy(() -> read("""
                        test_duration:
                          baseline_performance: -5
                          baseline: 10
                        stress_levels:
                          memory_pressure_targets: [70, 120]
                          concurrent_agents: 5
                        safety:
                          emergency_shutdown_threshold: lots
                          max_test_duration: 10
                          max_test_duration: 20
                        speed: 3
                        """))
                .isInstanceOf(ConfigException.class)
                .message()
                .satisfies(message -> {
                    List<String> lines = message.lines().toList();
                    assertThat(lines).hasSize(7);
                    assertThat(lines.get(0))
                            .contains("c.yml, line 2: baseline_performance is '-5'")
                            .contains("1 to 86400");
                    assertThat(lines.get(1)).contains("line 3: 'baseline' is unknown in test_duration");
                    assertThat(lines.get(2))
                            .contains("line 5: a target is '120'")
                            .contains("from 1 to 100");
                    assertThat(lines.get(3)).contains("line 6: the value is no list");
                    assertThat(lines.get(4))
                            .contains("line 8: emergency_shutdown_threshold is 'lots'")
                            .contains("50 to 100");
                    assertThat(lines.get(5)).contains("line 10: 'max_test_duration' stands there twice");
                    assertThat(lines.get(6)).contains("line 11: 'speed' is unknown in the file");
                });
    }

    @Test
    @DisplayName("says where the YAML is broken, and that a file is missing")
    void unreadable() {
        assertThatThrownBy(() -> read("safety:\n  - [\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("c.yml, line")
                .hasMessageContaining("the YAML cannot be read");
        assertThatThrownBy(() -> ConfigFile.read(List.of(directory.resolve("none.yml")), List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("there is no such file");
    }
}
