package com.acme.memory.management;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.acme.redis.RealRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A heap that is really full")
class FullHeapTest {
    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    @Test
    @DisplayName("breaks nothing: agents run out of memory, the manager cleans up, and every part is whole")
    void outOfMemory(@TempDir Path directory) throws Exception {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FullHeapMain.class.getName(),
                        REDIS.environment().get("REDIS_URL")))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(output, UTF_8)).contains("out of memory: ").contains("whole, ");
        assertThat(process.exitValue()).isZero();
        assertThat(REDIS.client().dbSize()).isZero();
    }
}
