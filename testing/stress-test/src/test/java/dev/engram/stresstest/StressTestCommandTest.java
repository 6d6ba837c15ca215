package dev.engram.stresstest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@DisplayName("The command stress-test")
class StressTestCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine line = Main.command();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(args);
    }

    @Test
    @DisplayName("lists the ten scenarios by id and short name, and those that a jar adds")
    void list() {
        assertThat(run("--list-scenarios")).isZero();
        assertThat(out.toString())
                .contains("baseline_performance     baseline ")
                .contains("memory_leak_simulation   memory_leak ")
                .contains("high_memory_usage ")
                .contains("rapid_memory_growth ")
                .contains("vector_store_stress ")
                .contains("concurrent_agent_stress ")
                .contains("optimization_overload ")
                .contains("memory_pressure_crisis ")
                .contains("recovery_capabilities ")
                .contains("endurance_limits ")
                .contains("long_sessions ");
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("refuses what it cannot do, with exit code 2 and what would be right")
    @CsvSource({
        "--scenario nothing, 'There is no scenario ''nothing''; there are'",
        "--duration 0, --duration is 0; give seconds from 1 to 86400",
        "--duration -3, --duration is -3",
        "--heap 10, --heap is 10; give MB from 192",
        "--agent maybe, Invalid value for option '--agent'",
        "--config no.yml, no.yml: there is no such file",
        "--baseline no.json, The baseline no.json cannot be read",
        "--scenarios-jar no.jar, There is no jar no.jar",
        "--quick --comprehensive, mutually exclusive",
        "--speed 3, Unknown option"
    })
    void wrong(String line, String said) {
        assertThat(run(line.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString()).contains(said);
    }

    @Test
    @DisplayName("refuses a configuration with unknown and negative values, each with its line")
    void config() throws IOException {
        Path file = Files.writeString(directory.resolve("c.yml"), "safety:\n  max_test_duration: -1\n  fast: true\n");
        assertThat(run("--quick", "--config", file.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("line 2: max_test_duration is '-1'").contains("line 3: 'fast' is unknown");
    }
}
