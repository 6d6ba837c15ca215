package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("JCache")
class JCacheIT {

    static List<String> versions() throws IOException {
        return Run.versions("jcache");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("where it is switched on, each call is one span, by the cache's name")
    void answers(String version) throws Exception {
        Trace trace = Run.of("jcache", "Answers")
                .with(version)
                .environment("ENGRAM_PACKS_ON", "jcache")
                .trace();
        assertThat(trace.out()).contains("after Alice likes it", "was rarely", "removed Bob loves it", "closed");
        assertThat(trace.tree("memory.namespace", "memory.key", "memory.found", "error.type"))
                .containsExactly(
                        "engram.memory.retrieve answers tea false",
                        "engram.memory.store answers tea",
                        "engram.memory.retrieve answers tea true",
                        "engram.memory.store answers milk",
                        "engram.memory.store answers milk",
                        "engram.memory.store answers",
                        "engram.memory.retrieve answers true",
                        "engram.memory.store answers nuts",
                        "engram.memory.store answers nuts",
                        "engram.memory.store answers nuts",
                        "engram.memory.delete answers tea",
                        "engram.memory.delete answers nuts",
                        "engram.memory.delete answers milk",
                        "engram.memory.delete answers",
                        "engram.memory.delete answers",
                        "engram.memory.delete answers",
                        "engram.memory.retrieve answers tea java.lang.IllegalStateException ERROR");
        assertThat(trace.counted()).isEqualTo(Map.of("retrieve", 4L, "store", 7L, "delete", 6L));
    }

    @Test
    @DisplayName("off, it makes no span")
    void off() throws Exception {
        Trace trace = Run.of("jcache", "Answers").with(Run.newest("jcache")).trace();
        assertThat(trace.spans()).isEmpty();
    }
}
