package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.LoadersApp;
import com.example.LockingLoadersApp;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Class loaders of the application")
class LoadersIT {

    @TempDir
    Path folder;

    @Test
    @DisplayName("go away though their classes were woven, called, and their objects measured")
    void goAway() throws Exception {
        Path file = folder.resolve("spans.jsonl");
        Jvm.Ended ended = new Jvm().jsonl(file).run(LoadersApp.class);
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(Jvm.spans(file)).hasSize(200);
        assertThat(ended.out()).contains("left 0");
    }

    @Test
    @DisplayName(
            "that lock or throw where they are asked for a resource hang and harm nothing, and their classes are recorded")
    void lockAndThrow() throws Exception {
        Path file = Files.createFile(folder.resolve("spans.jsonl"));
        Path rules = Files.writeString(folder.resolve("engram.yaml"), """
                memory:
                  - {type: com.example.LockingLoadersApp$Notes, method: store, operation: store, key: arg0}
                packs: {on: [convention]}
                """);
        Jvm.Ended ended = new Jvm()
                .jsonl(file)
                .environment("ENGRAM_CONFIG", rules.toString())
                .run(LockingLoadersApp.class, file.toString());
        assertThat(ended.exitCode()).as("%s", ended).isZero();
        assertThat(ended.out()).contains("done");
        assertThat(Jvm.spans(file))
                .extracting(each -> each.path("attributes").path("memory.key").asText())
                .contains("named", "late", "shown-nothing", "shown-nothing-late");
        assertThat(ended.said())
                .filteredOn(line -> line.contains("shows no class files"))
                .hasSize(1);
        assertThat(ended.said()).noneMatch(line -> line.contains("could not be woven"));
    }
}
