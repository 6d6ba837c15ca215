package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Koog, without configuration")
class KoogIT {

    static List<String> versions() throws IOException {
        return Run.tested("koog");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("a chat's history is spans by conversation, whether its functions suspend or not")
    void history(String version) throws Exception {
        Trace trace = Run.of("koog", "History").with(version).trace();
        assertThat(trace.out()).contains("alice 1, carol 0", "bob 1, dora 0");
        assertThat(trace.tree("memory.namespace", "memory.key", "memory.found"))
                .containsExactly(
                        "engram.memory.store chat alice",
                        "engram.memory.retrieve chat alice true",
                        "engram.memory.retrieve chat carol false",
                        "engram.memory.store chat bob",
                        "engram.memory.retrieve chat bob true",
                        "engram.memory.retrieve chat dora false");
        assertThat(trace.counted()).isEqualTo(Map.of("store", 2L, "retrieve", 4L));
    }
}
