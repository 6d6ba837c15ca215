package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.ShelvesApp;
import dev.engram.agent.check.Sources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Packs that do not come with Engram")
class PacksIT {

    private static final String SHELVES = """
            pack: shelves
            tested: [com.example:shelves:1.0]
            memory:
              - {name: shelves.put, type: com.example.ShelvesApp$Shelf, method: put, operation: store, key: arg0}
            """;

    private static final String BOXES = """
            pack: boxes
            tested: [com.example:boxes:1.0]
            memory:
              - {name: boxes.take, type: com.example.ShelvesApp$Box, method: take, operation: retrieve, key: arg0}
            """;

    @TempDir
    Path folder;

    private List<String> spans(Path file) {
        return Jvm.spans(file).stream()
                .map(each -> each.path("name").asText() + " "
                        + each.path("attributes").path("memory.key").asText())
                .toList();
    }

    private Path library() throws IOException {
        return Sources.jar(
                folder.resolve("boxes.jar"),
                Map.of("META-INF/engram/packs/boxes.yaml", BOXES.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    @DisplayName("are read from a directory, and from the libraries of the application if that is allowed")
    void recorded() throws Exception {
        Path packs = Files.createDirectory(folder.resolve("packs"));
        Files.writeString(packs.resolve("shelves.yaml"), SHELVES);
        Files.writeString(packs.resolve("broken.yaml"), "pack: broken\nmemory: [{type: A}]\n");
        Path file = folder.resolve("spans.jsonl");
        Jvm.Ended ended = new Jvm()
                .jsonl(file)
                .classPath(library())
                .classPath(folder.resolve("missing.jar"))
                .environment("ENGRAM_PACKS_DIR", packs.toString())
                .environment("ENGRAM_PACKS_CLASSPATH", "true")
                .run(ShelvesApp.class);
        assertThat(ended.out()).isEqualTo("teacup\n");
        assertThat(spans(file)).containsExactly("engram.memory.store tea", "engram.memory.retrieve cup");
        assertThat(ended.said())
                .anyMatch(line -> line.contains("broken.yaml:1: the pack does not say what it was tested with"))
                .anyMatch(line -> line.contains("broken.yaml is left out. Engram records without this pack."))
                .noneMatch(line -> line.contains("missing.jar"));
    }

    @Test
    @DisplayName("of libraries do nothing unless that is allowed")
    void notAllowed() throws Exception {
        Path file = Files.createFile(folder.resolve("spans.jsonl"));
        Jvm.Ended ended = new Jvm().jsonl(file).classPath(library()).run(ShelvesApp.class);
        assertThat(ended.out()).isEqualTo("teacup\n");
        assertThat(spans(file)).isEmpty();
    }
}
