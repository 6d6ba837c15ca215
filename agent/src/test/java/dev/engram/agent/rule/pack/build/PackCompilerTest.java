package dev.engram.agent.rule.pack.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The compiler of packs")
class PackCompilerTest {

    @Test
    @DisplayName("fails with all that is wrong with the packs")
    void wrong(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a.yaml"), """
                tested: [x]
                optional: maybe
                prefix: p
                memory:
                  - {type: a.B, method: m, operation: delete}
                tasks:
                  - {type: a.B, method: n, name: n}
                """);
        Files.writeString(
                folder.resolve("b.yaml"),
                "pack: other\ntested: ['g:a:1']\ntasks: [{type: a.B, method: m, name: other.n, span: s}]");
        IllegalStateException failed = catchThrowableOfType(
                IllegalStateException.class, () -> PackCompiler.main(new String[] {folder.toString()}));
        String a = folder.resolve("a.yaml") + ":";
        assertThat(Arrays.asList(String.valueOf(failed.getMessage()).split("\n", -1)))
                .containsExactly(
                        a + "1: the pack has no name; write pack: and the library's name, like langchain4j.",
                        a + "1: 'x' is not an artifact; write a list of group:artifact:version.",
                        a + "2: 'maybe' is neither true nor false.",
                        a
                                + "3: 'prefix' is not a key of a pack; the known ones are pack, tested, optional, memory, tasks and streams.",
                        a + "5: the rule has no name; write name: .something, to switch it off.",
                        a + "7: the rule has no name; write name: .something, to switch it off.",
                        folder.resolve("b.yaml") + ": the pack's name is other; give the file and the pack one name.");
    }
}
