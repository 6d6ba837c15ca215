package dev.engram.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.engram.demo.StartedResources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An installation of the programs")
class InstallationTest {

    @Test
    @DisplayName("builds each from its pinned modules, once, and then finds it in the cache")
    void onceAndForAll(@TempDir Path directory) throws Exception {
        FakeGo go = new FakeGo(directory);
        List<String> said = new ArrayList<>();
        Binaries first = install(go, Map.of(), said);
        assertThat(go.calls())
                .hasSize(Program.values().length)
                .allSatisfy(
                        call -> assertThat(call).startsWith("-mod=readonly -C ").contains(" build -trimpath "));
        assertThat(go.calls().get(0)).contains("latestVersion=v1.2.3").endsWith("/cmd/jaeger");
        assertThat(said).anySatisfy(line -> assertThat(line).startsWith("Building jaeger 1.2.3 from Go modules"));
        for (Program program : Program.values()) {
            assertThat(first.of(program, "made")).hasContent("program");
        }

        said.clear();
        assertThat(install(go, Map.of(), said)).isEqualTo(first);
        assertThat(go.calls()).hasSize(Program.values().length);
        assertThat(said).isEmpty();
    }

    @Test
    @DisplayName("builds anew what has other modules, and only that")
    void otherModules(@TempDir Path directory) throws Exception {
        FakeGo go = new FakeGo(directory);
        Binaries before = install(go, Map.of(), new ArrayList<>());
        Files.writeString(go.programs().resolve("otelcol/go.sum"), "another checksum\n");
        Binaries after = install(go, Map.of(), new ArrayList<>());
        assertThat(go.calls()).hasSize(Program.values().length + 1);
        assertThat(after.of(Program.OTELCOL, "made")).isNotEqualTo(before.of(Program.OTELCOL, "made"));
        assertThat(after.of(Program.JAEGER, "made")).isEqualTo(before.of(Program.JAEGER, "made"));
    }

    @Test
    @DisplayName("that fails says what Go said, and leaves nothing that looks like a program")
    void failure(@TempDir Path directory) throws Exception {
        FakeGo go = new FakeGo(directory);
        assertThatThrownBy(() -> install(go, Map.of("GO_FAILS", "no such module"), new ArrayList<>()))
                .isInstanceOf(StackException.class)
                .hasMessage("jaeger could not be built by " + directory
                        + "/bin/go (exit code 1; it is to be Go 1.26 or newer); it said:\n  go: no such module");
        assertThat(names(go.cache())).containsExactly("jaeger.lock");
    }

    @Test
    @DisplayName("goes on where another was killed in the middle")
    void leftovers(@TempDir Path directory) throws Exception {
        FakeGo go = new FakeGo(directory);
        Path left = Files.createDirectories(go.cache().resolve("jaeger.building/bin"));
        Files.writeString(left.resolve("half"), "a program");
        Binaries binaries = install(go, Map.of(), new ArrayList<>());
        assertThat(binaries.of(Program.JAEGER, "made")).exists();
        assertThat(binaries.of(Program.JAEGER, "half")).doesNotExist();
        assertThat(names(go.cache())).noneMatch(name -> name.endsWith(".building"));
    }

    @Test
    @DisplayName("waits for one in another process, and then has nothing to build")
    void twoAtOnce(@TempDir Path directory) throws Exception {
        FakeGo go = new FakeGo(directory);
        Process other = inAnotherProcess(go, Map.of("GO_TAKES", "1"));
        try {
            await().until(() -> !go.calls().isEmpty()); // it has the lock of the first program, and builds
            List<String> said = new ArrayList<>();
            install(go, Map.of("GO_TAKES", "1"), said);
            assertThat(said).contains("Another process builds jaeger; waiting for it ...");
            assertThat(other.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(other.exitValue()).isZero();
            assertThat(go.calls()).hasSize(Program.values().length);
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    @DisplayName("without Go says so in one sentence")
    void withoutGo(@TempDir Path directory) throws Exception {
        FakeGo go = new FakeGo(directory);
        assertThatThrownBy(() -> install(go, Map.of("PATH", directory.toString()), new ArrayList<>()))
                .isInstanceOf(StackException.class)
                .hasMessage(
                        "Go is missing, and the programs of the stack are built with it; install Go 1.26 or newer and put"
                                + " go on the PATH.");
    }

    @Test
    @DisplayName("keeps them where the environment says that caches are")
    void cache() {
        assertThat(Installation.cache(Map.of("XDG_CACHE_HOME", "/var/cache/me")))
                .isEqualTo(Path.of("/var/cache/me/engram/stack"));
        assertThat(Installation.cache(Map.of()))
                .isEqualTo(Path.of(System.getProperty("user.home"), ".cache/engram/stack"));
    }

    private static Binaries install(FakeGo go, Map<String, String> settings, List<String> said) throws Exception {
        Map<String, String> environment = go.environment(settings);
        try (StartedResources belongings = new StartedResources()) {
            return new Installation(new Recipes(go.programs()), go.cache(), environment, said::add).install(belongings);
        }
    }

    private static Process inAnotherProcess(FakeGo go, Map<String, String> settings) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Other.class.getName(),
                go.programs().toString(),
                go.cache().toString());
        builder.environment().putAll(go.environment(settings));
        return builder.inheritIO().start();
    }

    /** The installation in a process of its own. */
    static final class Other {
        private Other() {}

        public static void main(String[] args) throws Exception {
            try (StartedResources belongings = new StartedResources()) {
                new Installation(new Recipes(Path.of(args[0])), Path.of(args[1]), System.getenv(), line -> {})
                        .install(belongings);
            }
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
