package dev.engram.agent.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a JVM says of itself in its file of performance data")
class PerfDataTest {

    private static byte[] own() throws IOException {
        String pid = Long.toString(ProcessHandle.current().pid());
        // Not by a walk: other processes' files there come and go.
        try (DirectoryStream<Path> users = Files.newDirectoryStream(Path.of("/tmp"), "hsperfdata_*")) {
            for (Path user : users) {
                if (Files.exists(user.resolve(pid))) {
                    return Files.readAllBytes(user.resolve(pid));
                }
            }
        }
        throw new AssertionError("There is no file of process " + pid);
    }

    @Test
    @DisplayName("is its version, its program, and that it can be attached to")
    void facts() throws IOException {
        PerfData data = PerfData.parse(own());
        assertThat(data.javaVersion()).isEqualTo(System.getProperty("java.version"));
        assertThat(data.command()).isEqualTo(System.getProperty("sun.java.command"));
        assertThat(data.arguments()).contains("-XX:+EnableDynamicAgentLoading");
        assertThat(data.isAttachable()).isTrue();
    }

    @Test
    @DisplayName("is nothing where the file is torn or is none, and what is cut off is missing alone")
    void torn() throws IOException {
        assertThatThrownBy(() -> PerfData.parse(new byte[0])).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> PerfData.parse(new byte[1000])).isInstanceOf(IOException.class);
        byte[] whole = own();
        for (int length = 32; length < whole.length; length += 97) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            try {
                assertThat(PerfData.parse(cut).command()).isIn("", System.getProperty("sun.java.command"));
            } catch (IOException torn) {
                assertThat(torn).hasMessageContaining("torn");
            }
        }
    }
}
