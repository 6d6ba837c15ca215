package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An application in named modules is recorded like any other")
class ModuleIT {

    @TempDir
    Path folder;

    @Test
    @DisplayName("a module that opens and exports nothing can be woven, and its records can be read")
    void namedModule() throws Exception {
        Path sources = folder.resolve("src");
        Path modules = folder.resolve("mods");
        Files.createDirectories(sources.resolve("app"));
        Path moduleInfo = sources.resolve("module-info.java");
        Files.writeString(moduleInfo, "module com.example.modular {}");
        Path main = sources.resolve("app/Main.java");
        Files.writeString(main, """
                package app;

                public class Main {
                    record Options(String partition, String owner) {}

                    static class CellMemoryManager {
                        public void store(String key, Object value, Options options) {}
                    }

                    public static void main(String[] args) {
                        new CellMemoryManager().store("k", "four", new Options("cells", "warden"));
                        System.out.println(Main.class.getModule());
                    }
                }
                """);
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", modules.toString(), moduleInfo.toString(), main.toString());
        assertThat(compiled).isZero();

        Path file = folder.resolve("spans.jsonl");
        Jvm.Ended ended = Jvm.end(
                new Jvm().jsonl(file).start(List.of("-p", modules.toString(), "-m", "com.example.modular/app.Main")));
        assertThat(ended.out().strip()).isEqualTo("module com.example.modular");
        assertThat(ended.exitCode()).isZero();
        JsonNode attributes = Jvm.spans(file).get(0).path("attributes");
        assertThat(attributes.path("memory.key").asText()).isEqualTo("k");
        assertThat(attributes.path("memory.value_size").asInt()).isEqualTo(4);
        assertThat(ended.said()).as("what could not be read").allMatch(line -> !line.startsWith("WARN"));
        assertThat(attributes.path("memory.namespace").asText()).isEqualTo("cells");
        assertThat(attributes.path("agent.id").asText()).isEqualTo("warden");
    }
}
