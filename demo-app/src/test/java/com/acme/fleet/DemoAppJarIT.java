package com.acme.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.redis.RealRedis;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The jar that users start: runs by itself, and knows nothing of Engram. */
class DemoAppJarIT {
    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    @TempDir
    private Path directory;

    private static final Path JAR = Path.of("target", "demo-app.jar");
    private static final List<String> FOREIGN = List.of("dev/engram", "net/bytebuddy", "io/opentelemetry", "com/lmax");

    @Test
    void itRunsByItself() throws Exception {
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR.toString());
        java.environment().putAll(REDIS.environment());
        Process process = java.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).hasLineCount(6).endsWith("qe-fleet-commander deleted test-plan-user-service\n");
    }

    @Test
    void theFleetStartsWithoutTheModelOfTheDevelopersMemory() throws Exception {
        Path log = directory.resolve("classes.log");
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + log,
                "-jar",
                JAR.toString());
        java.environment().putAll(REDIS.environment());
        Process process = java.redirectErrorStream(true).start();
        process.getInputStream().transferTo(OutputStream.nullOutputStream());
        assertThat(process.waitFor()).isZero();
        List<String> loaded = Files.readAllLines(log);
        assertThat(loaded).anyMatch(line -> line.contains(" com.acme.fleet.Main "));
        assertThat(loaded.stream()
                        .filter(line -> line.matches(".* (dev\\.langchain4j|ai\\.onnxruntime|ai\\.djl)\\..*")))
                .isEmpty();
    }

    @Test
    void noClassAndNoFileOfItSpeaksOfEngramOrItsParts() throws IOException {
        List<String> speaking = new ArrayList<>();
        int classes = 0;
        try (JarFile jar = new JarFile(JAR.toFile())) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                try (InputStream in = jar.getInputStream(entry)) {
                    // Names in a class file's constant pool are plain ASCII here.
                    String bytes = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
                    String dotted = bytes.replace('.', '/');
                    FOREIGN.stream()
                            .filter(name ->
                                    dotted.contains(name) || entry.getName().contains(name))
                            .forEach(name -> speaking.add(entry.getName() + " speaks of " + name));
                }
                classes += entry.getName().endsWith(".class") ? 1 : 0;
            }
        }
        assertThat(classes).as("classes looked at").isGreaterThan(100);
        assertThat(speaking).isEmpty();
    }
}
