package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Caffeine")
class CaffeineIT {

    static List<String> versions() throws IOException {
        return Run.versions("caffeine");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("where it is switched on, each call is one span, bounded or not, loading or not, at once or later")
    void answers(String version) throws Exception {
        Trace trace = Run.of("caffeine", "Answers")
                .with(version)
                .environment("ENGRAM_PACKS_ON", "caffeine")
                .trace();
        assertThat(trace.out())
                .contains("after Alice likes it", "loading about water", "later fresh", "loading later about beer");
        assertThat(trace.tree("memory.namespace", "memory.key", "memory.found", "error.type"))
                .containsExactly(
                        "engram.memory.retrieve caffeine tea false",
                        "engram.memory.store caffeine tea",
                        "engram.memory.retrieve caffeine tea true",
                        "engram.memory.retrieve caffeine milk true",
                        "engram.memory.store caffeine",
                        "engram.memory.retrieve caffeine true",
                        "engram.memory.retrieve caffeine true",
                        "engram.memory.delete caffeine tea",
                        "engram.memory.delete caffeine",
                        "engram.memory.store caffeine coffee",
                        "engram.memory.retrieve caffeine coffee true",
                        "engram.memory.retrieve caffeine water true",
                        "engram.memory.retrieve caffeine true",
                        "  engram.memory.retrieve caffeine water true",
                        "  engram.memory.retrieve caffeine wine true",
                        "engram.memory.retrieve caffeine juice true",
                        "engram.memory.retrieve caffeine rum false",
                        "engram.memory.store caffeine cider",
                        "engram.memory.retrieve caffeine beer true");
        assertThat(trace.counted()).isEqualTo(Map.of("retrieve", 11L, "store", 4L, "delete", 2L));
    }

    @Test
    @DisplayName("off, it makes no span")
    void off() throws Exception {
        Trace trace = Run.of("caffeine", "Answers").with(Run.newest("caffeine")).trace();
        assertThat(trace.spans()).isEmpty();
    }
}
