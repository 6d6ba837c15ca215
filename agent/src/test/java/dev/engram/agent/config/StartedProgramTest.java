package dev.engram.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A service without a name is called")
class StartedProgramTest {

    @ParameterizedTest(name = "{0}: {1}")
    @DisplayName("like its jar or main class, without the program's arguments")
    @CsvSource(
            delimiter = '|',
            value = {
                "com.acme.Main                         | com.acme.Main",
                "com.acme.Main --password=secret       | com.acme.Main",
                "com.acme.Main lib/other.jar           | com.acme.Main",
                "acme.module/com.acme.Main x           | com.acme.Main",
                "/opt/apps/assistant-1.2.jar           | assistant-1.2",
                "target/assistant.jar --token abc.jar  | assistant",
                ".jar                                  | unknown_service:java",
                "''                                    | unknown_service:java",
                "                                      | unknown_service:java"
            })
    void names(String command, String name) {
        assertThat(StartedProgram.name(command)).isEqualTo(name);
    }

    @Test
    @DisplayName("like its jar, also where its path has blanks")
    void blanks(@TempDir Path folder) throws Exception {
        Path jar = Files.createFile(
                Files.createDirectory(folder.resolve("my apps")).resolve("the assistant.jar"));
        assertThat(StartedProgram.name(jar + " --token secret")).isEqualTo("the assistant");
    }
}
