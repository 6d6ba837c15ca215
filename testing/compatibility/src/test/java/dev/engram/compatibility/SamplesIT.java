package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.it.Jvm;
import dev.engram.agent.it.Tier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("./engram sample")
class SamplesIT {

    private static Jvm.Ended run(String... arguments) throws Exception {
        Path jar = Path.of("target", "engram-compatibility.jar").toAbsolutePath();
        Path root = Path.of("..", "..").toAbsolutePath().normalize();
        List<String> launch = new ArrayList<>(List.of("-jar", jar.toString(), root.toString()));
        launch.addAll(List.of(arguments));
        return Jvm.end(new Jvm().withoutAgent().start(launch));
    }

    static List<String> libraries() {
        return Tier.of(List.of("langchain4j", "spring-ai", "adk", "langgraph4j", "agentscope", "caffeine"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("libraries")
    @DisplayName("runs the samples of a library on its newest version and prints their traces, with no configuration")
    void printsTraces(String library) throws Exception {
        Jvm.Ended ended = run(library);
        assertThat(ended.exitCode()).as("%s", ended).isZero();
        assertThat(ended.out())
                .contains("│ Trace: ", "engram.memory.store [", "engram.memory.retrieve [", "Memory Operations: ");
        assertThat(ended.err()).contains("== testing/compatibility/samples/" + library + "/");
    }

    @Test
    @Tag("full")
    @DisplayName("prints spans as JSON with --json")
    void json() throws Exception {
        Jvm.Ended ended = run("--json", "langchain4j");
        assertThat(ended.exitCode()).as("%s", ended).isZero();
        assertThat(ended.out())
                .contains("\"name\" : \"engram.memory.store\"", "\"name\" : \"engram.memory.retrieve\"")
                .doesNotContain("│ Trace: ");
    }

    @Test
    @DisplayName("says which libraries there are when it knows none of that name")
    void unknownLibrary() throws Exception {
        Jvm.Ended ended = run("no-such-library");
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("LIBRARY is one of ", "langchain4j");
    }
}
