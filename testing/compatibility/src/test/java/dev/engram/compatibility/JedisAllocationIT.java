package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.it.Tier;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("What the agent allocates on the thread of an application that uses Jedis")
class JedisAllocationIT {

    /** Compiles by C2 alone and waits for it, so that each run gets the same code. */
    private static Run run(String version) throws Exception {
        return Run.of("redis/jedis", "Allocated")
                .with("redis.clients:jedis:" + version)
                .asInProduction()
                .option("-XX:-TieredCompilation")
                .option("-XX:-BackgroundCompilation")
                // Every call is recorded; the spans of all would fill this JVM.
                .environment("OTEL_TRACES_SAMPLER", "traceidratio")
                .environment("OTEL_TRACES_SAMPLER_ARG", "0.01")
                .environment("ENGRAM_LOG_LEVEL", "off");
    }

    static List<Arguments> commands() {
        return Tier.of(List.of(
                Arguments.of("8.0.2", "GET"),
                Arguments.of("8.0.2", "SET"),
                Arguments.of("5.2.0", "GET"),
                Arguments.of("5.2.0", "SET")));
    }

    @ParameterizedTest(name = "{1} on Jedis {0}")
    @MethodSource("commands")
    @DisplayName("not a byte for GET and SET")
    void nothing(String version, String command) throws Exception {
        Run run = run(version);
        Trace trace = run.trace(command);
        assertThat(trace.out()).startsWith(command + " ").isEqualTo(run.plain(command));
        assertThat(trace.countedCommands()).containsKey(command);
        assertThat(trace.spans()).isNotEmpty();
    }
}
