package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The client is for Java 21 and newer, and not every registry has it; where it is missing, this is skipped. */
@DisplayName("Redis' agent memory client, without configuration")
@EnabledForJreRange(min = JRE.JAVA_21)
class RedisAgentMemoryIT {

    static List<String> versions() throws IOException {
        return Run.versions("redis-agent-memory");
    }

    private static boolean isThere(String version) {
        try {
            return !Maven.classPath(List.of(version)).isEmpty();
        } catch (DependencyResolutionException missing) {
            return false;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("sessions and facts are spans, what a change in part reads of its session beneath it")
    void remembering(String version) throws Exception {
        assumeThat(isThere(version)).as("%s can be had", version).isTrue();
        Trace trace = Run.of("redis-agent-memory", "Remembering").with(version).trace();
        assertThat(trace.out()).contains("alice 1", "sessions 1", "bob is unknown", "found 1", "fact Alice likes tea");
        assertThat(trace.tree("memory.namespace", "memory.key", "memory.found", "memory.limit"))
                .containsExactly(
                        "engram.memory.store working-memory alice",
                        "engram.memory.retrieve working-memory alice true",
                        "engram.memory.store shop alice",
                        "  engram.memory.retrieve shop alice true",
                        "engram.memory.store shop alice",
                        "  engram.memory.retrieve shop alice true",
                        "engram.memory.store shop alice",
                        "  engram.memory.retrieve shop alice true",
                        "engram.memory.store shop alice",
                        "  engram.memory.retrieve shop alice true",
                        "engram.memory.search working-memory 100",
                        "engram.memory.delete working-memory alice",
                        "engram.memory.retrieve working-memory bob ERROR",
                        "engram.memory.store shop",
                        "engram.memory.search long-term 5",
                        "engram.memory.search long-term 10",
                        "engram.memory.retrieve long-term m-1 true",
                        "engram.memory.store long-term m-1",
                        "engram.memory.delete long-term",
                        "engram.memory.load shop alice");
        assertThat(trace.tree("memory.result_count"))
                .filteredOn(line -> line.equals("engram.memory.search 1"))
                .hasSize(3);
        // A prompt is measured as a load of its own.
        assertThat(trace.counted())
                .containsAllEntriesOf(Map.of("store", 7L, "retrieve", 3L, "search", 3L, "delete", 2L));
    }
}
