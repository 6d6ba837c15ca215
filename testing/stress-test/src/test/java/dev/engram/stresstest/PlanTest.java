package dev.engram.stresstest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.stresstest.run.Plan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@DisplayName("What the command line asks for")
class PlanTest {
    /** Found on the class path of the tests beside the ten. */
    private static final Set<String> OF_THE_TESTS =
            Set.of("long_sessions", "hanging", "outofmemory", "crashing", "nearlyfull");

    @TempDir
    private Path directory;

    private static Plan plan(String... args) throws Exception {
        StressTestCommand command = new StressTestCommand();
        new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(args);
        return command.plan(new Selection(PlanTest.class.getClassLoader()));
    }

    private static List<String> steps(Plan plan) {
        return plan.steps().stream()
                .filter(each -> !OF_THE_TESTS.contains(each.scenario().id()))
                .map(each -> each.scenario().id() + " " + each.seconds())
                .toList();
    }

    @Test
    @DisplayName("is every scenario with its own time, also without any choice")
    void comprehensive() throws Exception {
        assertThat(steps(plan("--comprehensive")))
                .containsExactly(
                        "baseline_performance 300",
                        "memory_leak_simulation 180",
                        "high_memory_usage 240",
                        "rapid_memory_growth 120",
                        "vector_store_stress 300",
                        "concurrent_agent_stress 180",
                        "optimization_overload 120",
                        "memory_pressure_crisis 180",
                        "recovery_capabilities 240",
                        "endurance_limits 600");
        assertThat(steps(plan())).isEqualTo(steps(plan("--comprehensive")));
    }

    @Test
    @DisplayName("is the critical ones for a short time, or for the given one")
    void quick() throws Exception {
        assertThat(steps(plan("--quick")))
                .containsExactly(
                        "baseline_performance 15",
                        "memory_leak_simulation 15",
                        "high_memory_usage 15",
                        "memory_pressure_crisis 15",
                        "recovery_capabilities 15");
        assertThat(steps(plan("--quick", "--duration", "9"))).allMatch(each -> each.endsWith(" 9"));
    }

    @Test
    @DisplayName("is one scenario by its id or short name, with the time of the configuration or the given one")
    void one() throws Exception {
        Path config = Files.writeString(directory.resolve("c.yml"), "test_duration: {memory_leak_simulation: 33}\n");
        assertThat(steps(plan("--scenario", "memory_leak", "--config", config.toString())))
                .containsExactly("memory_leak_simulation 33");
        assertThat(steps(plan("--scenario", "memory_leak_simulation", "--duration", "7")))
                .containsExactly("memory_leak_simulation 7");
    }

    @Test
    @DisplayName("is each scenario without and with the agent, which take turns at being first")
    void both() throws Exception {
        List<Plan.Step> steps = plan("--comprehensive", "--agent", "both").steps();
        for (int i = 0; i < steps.size(); i += 2) {
            assertThat(steps.get(i).scenario().id())
                    .isEqualTo(steps.get(i + 1).scenario().id());
            assertThat(steps.get(i).agent())
                    .isEqualTo(i % 4 != 0)
                    .isNotEqualTo(steps.get(i + 1).agent());
        }
        assertThat(plan("--scenario", "crisis", "--agent", "off").steps().get(0).agent())
                .isFalse();
    }
}
