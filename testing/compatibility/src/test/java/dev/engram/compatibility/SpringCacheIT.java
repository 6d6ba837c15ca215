package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Spring's caches")
class SpringCacheIT {

    static List<String> versions() throws IOException {
        return Run.versions("spring-cache");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("where it is switched on, each call is one span, by the cache's name")
    void answers(String version) throws Exception {
        Trace trace = Run.of("spring-cache", "Answers")
                .with(version)
                .environment("ENGRAM_PACKS_ON", "spring-cache")
                .trace();
        assertThat(trace.out()).contains("after Alice likes it", "later ValueWrapper for [Bob drinks it]", "failed");
        assertThat(trace.tree("memory.namespace", "memory.key", "memory.found", "error.type"))
                .containsExactly(
                        "engram.memory.retrieve answers tea false",
                        "engram.memory.store answers tea",
                        "engram.memory.retrieve answers tea true",
                        "engram.memory.retrieve answers tea true",
                        "engram.memory.retrieve answers milk true",
                        "engram.memory.store answers milk",
                        "engram.memory.retrieve answers nuts false",
                        "engram.memory.retrieve answers milk true",
                        "engram.memory.retrieve answers rum true",
                        "engram.memory.delete answers tea",
                        "engram.memory.delete answers milk",
                        "engram.memory.delete answers",
                        "engram.memory.delete answers",
                        "engram.memory.retrieve answers error org.springframework.cache.Cache.ValueRetrievalException ERROR");
        assertThat(trace.counted()).isEqualTo(Map.of("retrieve", 8L, "store", 2L, "delete", 4L));
    }

    @Test
    @DisplayName("off, it makes no span")
    void off() throws Exception {
        Trace trace = Run.of("spring-cache", "Answers")
                .with(Run.newest("spring-cache"))
                .trace();
        assertThat(trace.spans()).isEmpty();
    }
}
