package dev.engram.agent.weave.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.rule.RuleSet;
import dev.engram.agent.rule.pack.PackIndex;
import dev.engram.agent.rule.pack.Packs;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Libraries that have to do with no pack")
class UnrelatedLibrariesTest {

    @Test
    @DisplayName("are no types of packs, optional ones included")
    void noTypesOfPacks() {
        PackIndex index = PackIndex.builtIn();
        Packs all = Packs.of(
                index,
                false,
                new RuleSet("engram", List.of()),
                List.copyOf(index.packs()),
                List.of(),
                new ArrayList<>());
        assertThat(all.types()).isNotEmpty().noneMatch(UnrelatedLibraries::include);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "akka.Actor",
                "io.netty.buffer.ByteBuf",
                "org.springframework.web.servlet.View",
                "scala.Option",
                "tools.jackson.Json"
            })
    @DisplayName("are known by the beginnings of their names, from the first to the last")
    void known(String name) {
        assertThat(UnrelatedLibraries.include(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.B",
                "com.acme.Memory",
                "io.nettyless.X",
                "org.springframework.ai.chat.memory.ChatMemory",
                "org.springframework.cache.Cache",
                "zzz.Z",
                ""
            })
    @DisplayName("are no others")
    void others(String name) {
        assertThat(UnrelatedLibraries.include(name)).isFalse();
    }
}
