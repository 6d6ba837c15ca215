package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.LoadersApp;
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
}
