package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.LibrariesApp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The agent's libraries and the application's never meet")
class IsolationIT {

    /** Other versions of what the agent carries; the build puts them here. */
    private static final Path OTHERS = Path.of("target", "other-versions").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    @DisplayName("an application with other versions of the same libraries sees its own, and none of the agent's")
    void otherVersions() throws Exception {
        List<Path> jars;
        try (Stream<Path> found = Files.list(OTHERS)) {
            jars = found.filter(jar -> jar.toString().endsWith(".jar")).toList();
        }
        assertThat(jars).hasSizeGreaterThanOrEqualTo(7);
        Path file = folder.resolve("spans.jsonl");
        Jvm without = new Jvm().withoutAgent();
        Jvm with = new Jvm().jsonl(file);
        for (Path jar : jars) {
            without.classPath(jar);
            with.classPath(jar);
        }
        Jvm.Ended expected = without.run(LibrariesApp.class);
        Jvm.Ended ended = with.run(LibrariesApp.class);

        assertThat(expected.exitCode()).as(expected.err()).isZero();
        assertThat(expected.out())
                .contains("net.bytebuddy.ByteBuddy from byte-buddy-")
                .contains("okhttp3.OkHttpClient absent")
                .contains("org.snakeyaml.engine.v2.api.Load absent")
                .contains("inst/dev/engram/agent/Engram.class 0");
        assertThat(ended.out()).isEqualTo(expected.out());
        assertThat(ended.exitCode()).isZero();
        assertThat(Jvm.spans(file)).hasSize(1);
    }

    @Test
    @DisplayName("the jar shows the application the agent's class, its loader and its licences, nothing else")
    void jarLayout() throws Exception {
        try (var jar = new java.util.jar.JarFile(Jvm.agentJar().toFile())) {
            assertThat(jar.stream().map(java.util.zip.ZipEntry::getName).filter(name -> !name.endsWith("/")))
                    .allMatch(name -> name.startsWith("inst/")
                            || name.startsWith("boot/dev/engram/bootstrap/")
                            || name.equals("dev/engram/agent/EngramAgent.class")
                            || name.startsWith("dev/engram/agent/AgentClassLoader")
                            || name.equals("META-INF/MANIFEST.MF")
                            || name.startsWith("META-INF/LICENSE")
                            || name.startsWith("META-INF/NOTICE"))
                    .noneMatch(
                            name -> (name.startsWith("inst/") || name.startsWith("boot/")) && name.endsWith(".class"))
                    .noneMatch(name -> name.contains("bytebuddy/")
                            && !name.contains("net/bytebuddy/jar/asm/")
                            && !name.contains("net/bytebuddy/agent/VirtualMachine")
                            && !name.contains("net/bytebuddy/agent/utility/"))
                    .noneMatch(name -> name.contains("/rule/pack/build/"));
        }
    }
}
