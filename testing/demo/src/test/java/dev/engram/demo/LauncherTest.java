package dev.engram.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher {@code engram}, in a tree of its own and with a Java and a Maven that only say how they were called. */
class LauncherTest {
    private static final List<String> TOOLS = List.of(
            "bash",
            "env",
            "sh",
            "dirname",
            "readlink",
            "find",
            "sed",
            "cat",
            "tr",
            "mkdir",
            "mkfifo",
            "rm",
            "touch",
            "sleep",
            "kill");
    private static final List<String> MODULES = List.of(
            "agent",
            "demo-app",
            "collector/common",
            "collector/keyspace",
            "collector/server",
            "collector/cli",
            "testing/demo",
            "testing/stack");
    private static final String JAVA = """
            #!/bin/sh
            if [ "$1" = -version ]; then echo 'openjdk version "VERSION" 2021-09-14' >&2; exit 0; fi
            for argument in "$@"; do printf 'java<%s>\\n' "$argument"; done
            exit 5
            """;
    private static final String MAVEN = """
            #!/bin/sh
            echo "mvn $*" >>"$MAVEN_LOG"
            while [ "$1" != -pl ]; do shift; done
            if [ -e "$MAVEN_LOG.hang" ]; then
              mkdir -p "$ROOT/agent/target"
              echo half >"$ROOT/agent/target/engram-agent.jar"
              echo "[INFO] Building Engram  pid $$" >&2
              exec sleep 1000
            fi
            if [ -e "$MAVEN_LOG.fail" ]; then echo "[ERROR] does not compile" >&2; exit 1; fi
            modules="$(echo "$2" | sed 's/,/ /g')"
            # -am
            case "$modules" in *testing/stack*) modules="agent demo-app collector/cli testing/demo testing/stack" ;; esac
            for module in $modules; do
              echo "[INFO] Building Engram $module  1.0   [1/1]"
              case $module in
                demo-app) jar=demo-app ;;
                collector/cli) jar=engram-collector ;;
                *) jar=engram-${module#testing/} ;;
              esac
              mkdir -p "$ROOT/$module/target"
              echo built >"$ROOT/$module/target/$jar.jar"
            done
            """;

    @TempDir
    private Path directory;

    private Path root;
    private Path bin;
    private Path log;
    private final Map<String, String> environment = new TreeMap<>();

    @BeforeEach
    void makeTree() throws IOException {
        root = Files.createDirectory(directory.resolve("a tree"));
        bin = Files.createDirectory(directory.resolve("bin"));
        log = directory.resolve("mvn.log");
        for (String script : List.of("engram", "mvnw")) {
            Files.copy(Path.of("..", "..", script), root.resolve(script));
        }
        Files.writeString(root.resolve("pom.xml"), "  <version>1.2.3</version>\n");
        for (String module : MODULES) {
            Files.createDirectories(root.resolve(module).resolve("src/main"));
            Files.writeString(root.resolve(module).resolve("pom.xml"), "");
            Files.writeString(source(module), "");
        }
        for (String tool : TOOLS) {
            Path real = Files.exists(Path.of("/bin", tool)) ? Path.of("/bin", tool) : Path.of("/usr/bin", tool);
            program(tool, "#!/bin/sh\nexec " + real + " \"$@\"\n");
        }
        program("java", JAVA.replace("VERSION", "17.0.15"));
        program("mvn", MAVEN);
        environment.put("PATH", bin.toString());
        environment.put("MAVEN_LOG", log.toString());
        environment.put("ROOT", root.toString());
    }

    @Test
    void serveGivesJavaAThirdOfTheMemoryThatTheCollectorMayTake() throws Exception {
        assertThat(run("serve").out()).startsWith("java<-Xmx651041k>\n");
        assertThat(run("serve", "--memory", "3GiB", "--quiet").out())
                .startsWith("java<-Xmx1048576k>\n")
                .endsWith("java<serve>\njava<--memory>\njava<3GiB>\njava<--quiet>\n");
        assertThat(run("serve", "--memory=600mb").out()).startsWith("java<-Xmx195312k>\n");
        assertThat(run("serve", "--memory", "much").out()).startsWith("java<-Dengram.agent=");
    }

    @Test
    void theDemoIsBuiltByOneMavenOnceAndRunsBehindTheCollector() throws Exception {
        Result first = run("demo", "--once");
        assertThat(first.out())
                .isEqualTo("java<-cp>\njava<" + root + "/collector/cli/target/engram-collector.jar:" + root
                        + "/testing/demo/target/engram-demo.jar>\njava<dev.engram.demo.DemoCommand>\njava<--once>\n");
        assertThat(first.err())
                .contains("Building agent, demo-app, collector/cli, testing/demo with Maven")
                .contains("  Engram testing/demo 1.0 [1/1]\n")
                .containsPattern("Built in \\d+ s\\.");
        assertThat(Files.readAllLines(log))
                .singleElement()
                .asString()
                .contains("-pl agent,demo-app,collector/cli,testing/demo -am ");
        assertThat(run("demo").err()).isEmpty();
        assertThat(Files.readAllLines(log)).hasSize(1);
    }

    @Test
    void theStackIsBuiltTogetherWithWhatItIsBuiltOnAndHasACommandLineOfItsOwn() throws Exception {
        run("demo");
        Result first = run("stack", "--once");
        assertThat(first.out())
                .startsWith("java<-cp>\njava<" + root + "/collector/cli/target/engram-collector.jar:")
                .endsWith(":" + root + "/testing/stack/target/engram-stack.jar>\n"
                        + "java<dev.engram.stack.StackCommand>\njava<--once>\n");
        assertThat(Files.readAllLines(log)).hasSize(2).last().asString().contains("-pl testing/stack -am ");
        assertThat(run("stack").err()).isEmpty();
        assertThat(Files.readAllLines(log)).hasSize(2);
    }

    @Test
    void theOtherCommandsNeedTheCollectorOnly() throws Exception {
        run("query", "SELECT 1");
        assertThat(Files.readString(log)).contains("-pl collector/cli ").doesNotContain("agent", "demo-app");
    }

    @Test
    void helpAndTheVersionNeedNeitherJavaNorABuild() throws Exception {
        Files.delete(bin.resolve("java"));
        for (String word : List.of("help", "--help", "-h")) {
            assertThat(run(word).out()).startsWith("Usage: ./engram COMMAND").contains("--no-nice");
            assertThat(run(word).code()).isZero();
        }
        assertThat(run("version").out()).isEqualTo("engram 1.2.3\n");
        Result nothing = run();
        assertThat(nothing.code()).isEqualTo(2);
        assertThat(nothing.err()).startsWith("Usage: ./engram COMMAND");
        assertThat(log).doesNotExist();
    }

    @Test
    void checkIsTheAgentsOwnAndNeedsTheAgentOnly() throws Exception {
        Result result = run("check", "--config", "engram.yaml");
        assertThat(result.out())
                .isEqualTo("java<-jar>\njava<" + root + "/agent/target/engram-agent.jar>\n"
                        + "java<check>\njava<--config>\njava<engram.yaml>\n");
        assertThat(result.code()).isEqualTo(5);
        assertThat(Files.readAllLines(log)).hasSize(1);
    }

    @Test
    void commandsForAProcessAreTheAgentsOwn() throws Exception {
        for (String command : List.of("jvms", "attach", "detach", "on", "off", "status", "reload")) {
            assertThat(run(command, "4711").out())
                    .contains("java<" + root + "/agent/target/engram-agent.jar>")
                    .endsWith("java<" + command + ">\njava<4711>\n");
        }
    }

    @Test
    void argumentsAndTheExitCodePassThrough() throws Exception {
        Result result = run("query", "SELECT 'a  b' FROM \"x\"", "", "*");
        assertThat(result.out()).endsWith("java<query>\njava<SELECT 'a  b' FROM \"x\">\njava<>\njava<*>\n");
        assertThat(result.code()).isEqualTo(5);
    }

    @Test
    void whatIsOlderThanItsSourcesIsBuiltAgain() throws Exception {
        run("demo");
        Files.setLastModifiedTime(source("agent"), FileTime.from(Instant.now().plus(Duration.ofMinutes(1))));
        run("demo");
        assertThat(Files.readAllLines(log)).hasSize(2).last().asString().contains("-pl agent ");
        Files.setLastModifiedTime(
                source("collector/common"), FileTime.from(Instant.now().plus(Duration.ofMinutes(1))));
        run("trace");
        assertThat(Files.readAllLines(log)).hasSize(3).last().asString().contains("-pl collector/cli ");
    }

    @Test
    void itWorksThroughASymbolicLinkAndFromAnyDirectory() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("a tree", "engram"));
        Result result = run(List.of(link.toString(), "trace"), Path.of("/"));
        assertThat(result.out()).contains("java<" + root + "/collector/cli/target/engram-collector.jar>");
    }

    @Test
    void aBuildThatFailsIsSaidAfterMavensOwnWords() throws Exception {
        Files.writeString(Path.of(log + ".fail"), "");
        Result result = run("demo");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .contains("[ERROR] does not compile")
                .endsWith("engram: the build failed; Maven says why above.\n");
        assertThat(result.out()).isEmpty();
        assertThat(root.resolve("target/engram-build.lock")).doesNotExist();
    }

    @Test
    void aSignalDuringTheBuildEndsMaven() throws Exception {
        Files.writeString(Path.of(log + ".hang"), "");
        Process launcher = process(List.of(root.resolve("engram").toString(), "demo"), root);
        try (var err = launcher.errorReader()) {
            String line = err.readLine();
            while (line != null && !line.startsWith("  Engram pid ")) {
                line = err.readLine();
            }
            assertThat(line).isNotNull();
            long maven = Long.parseLong(line.substring("  Engram pid ".length()));
            Processes.signal("TERM", launcher.pid());
            Processes.awaitEnd(maven);
            assertThat(launcher.waitFor()).isEqualTo(143);
        }
        assertThat(root.resolve("agent/target/engram-agent.jar")).doesNotExist();
        assertThat(root.resolve("target/engram-build.lock")).doesNotExist();
    }

    @Test
    void theLockOfABuildThatIsGoneDoesNotHinder() throws Exception {
        Path lock = Files.createDirectories(root.resolve("target/engram-build.lock"));
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Files.writeString(lock.resolve("pid"), Long.toString(gone.pid()));
        assertThat(run("demo").code()).isEqualTo(5);
    }

    @Test
    void aMissingJavaIsOneSentence() throws Exception {
        Files.delete(bin.resolve("java"));
        assertSentence("engram: Java is missing; install a JDK 17 or newer and put it on the PATH.");
    }

    @Test
    void anOldJavaIsOneSentence() throws Exception {
        program("java", JAVA.replace("VERSION", "11.0.2"));
        assertSentence("engram: " + bin + "/java is Java 11; Engram needs a JDK 17 or newer (JAVA_HOME or PATH).");
        program("java", JAVA.replace("VERSION", "1.8.0_392"));
        assertSentence("engram: " + bin + "/java is Java 1; Engram needs a JDK 17 or newer (JAVA_HOME or PATH).");
    }

    @Test
    void theVersionOfJavaIsReadWhereItTellsItInAFile() throws Exception {
        Files.writeString(directory.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"11.0.2\"\nSOURCE=\"\"\n");
        assertSentence("engram: " + bin + "/java is Java 11; Engram needs a JDK 17 or newer (JAVA_HOME or PATH).");
    }

    @Test
    void whatWalksThroughALiveServersKeysStandsBack() throws Exception {
        program("java", "#!/bin/sh\necho nice $(nice)\ntaskset -cp $$\n");
        List<String> missing = new ArrayList<>();
        for (String tool : List.of("nice", "renice", "taskset")) {
            Path real = Path.of("/usr/bin", tool);
            if (Files.isExecutable(real)) {
                program(tool, "#!/bin/sh\nexec " + real + " \"$@\"\n");
            } else {
                missing.add(tool);
            }
        }
        assumeThat(missing).isEmpty();
        Files.writeString(directory.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
        String others = run("redis", "snapshot").out();
        assertThat(others).doesNotContain("nice 19");
        for (String command : List.of("survey", "trace", "clean")) {
            assertThat(run("redis", command).out()).startsWith("nice 19\n").containsPattern("affinity list: \\d+\n");
            assertThat(run("redis", command, "--no-nice").out()).doesNotContain("nice 19");
        }
    }

    @Test
    void withoutTheToolsForThatItGoesOn() throws Exception {
        assertThat(run("redis", "trace").code()).isEqualTo(5);
    }

    @Test
    void aNewerJavaDoesNotWarnAboutTheCollectorsLibraries() throws Exception {
        program("java", JAVA.replace("VERSION", "25").replace("2021-09-14", "2025-09-16"));
        assertThat(run("trace").out()).startsWith("java<--sun-misc-unsafe-memory-access=allow>\njava<-jar>\n");
    }

    @Test
    void aWrongJavaHomeIsOneSentence() throws Exception {
        environment.put("JAVA_HOME", "/no/such/jdk");
        assertSentence("engram: JAVA_HOME is /no/such/jdk, where there is no bin/java;"
                + " set it to a JDK 17 or newer, or unset it.");
    }

    @Test
    void aMissingMavenIsSaidAndOnlyWhenItIsNeeded() throws Exception {
        run("demo");
        Files.delete(bin.resolve("mvn"));
        assertThat(run("demo").code()).isEqualTo(5);
        Files.delete(root.resolve("agent/target/engram-agent.jar"));
        environment.put("HOME", directory.toString());
        Result result = run("demo");
        assertThat(result.err())
                .contains("mvnw: Maven is missing; install Maven 3.8.1 or newer and put mvn on the PATH, or ")
                .endsWith("engram: the build failed; Maven says why above.\n");
        assertThat(result.code()).isEqualTo(1);
    }

    private void assertSentence(String sentence) throws Exception {
        Result result = run("demo");
        assertThat(result.err()).isEqualTo(sentence + "\n");
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isEqualTo(1);
    }

    private record Result(int code, String out, String err) {}

    private Result run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(root.resolve("engram").toString()));
        command.addAll(List.of(arguments));
        return run(command, directory);
    }

    private Result run(List<String> command, Path workingDirectory) throws Exception {
        Process process = process(command, workingDirectory);
        process.getOutputStream().close();
        byte[] out = process.getInputStream().readAllBytes();
        byte[] err = process.getErrorStream().readAllBytes();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Result(
                process.exitValue(), new String(out, StandardCharsets.UTF_8), new String(err, StandardCharsets.UTF_8));
    }

    private Process process(List<String> command, Path workingDirectory) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(workingDirectory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Path source(String module) {
        return root.resolve(module).resolve("src/main/Source.java");
    }

    private void program(String name, String text) throws IOException {
        Path file = bin.resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
