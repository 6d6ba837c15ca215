package dev.engram.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("real-stack")
@DisplayName("./engram stack, as a user would start it")
class StackCommandIT {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final String IN_THE_MIDDLE = "The application starts, unchanged";

    @Test
    @DisplayName("--once shows the demo in Jaeger, and leaves nothing behind")
    void once(@TempDir Path temporary) throws Exception {
        try (Run run = new Run(temporary, "--once", "--scenario", "fleet")) {
            run.awaitText(IN_THE_MIDDLE);
            List<ProcessHandle> started = run.started();
            assertThat(started).hasSizeGreaterThan(3);
            assertThat(run.exitCode()).as(run.text()).isZero();
            assertThat(run.text())
                    .containsPattern(
                            "Jaeger has the \\d+ spans of Test Plan Creation and Execution: http://127.0.0.1:\\d+/api/traces/[0-9a-f]{32}")
                    .containsPattern("Prometheus has the metrics: http://127.0.0.1:\\d+")
                    .doesNotContain("Ctrl-C");
            assertNothingIsLeft(started, temporary);
        }
    }

    @Test
    @DisplayName("--jaeger-on-engram shows the demo in a Jaeger that keeps nothing itself")
    void jaegerOnEngram(@TempDir Path temporary) throws Exception {
        try (Run run = new Run(temporary, "--once", "--scenario", "fleet", "--jaeger-on-engram")) {
            assertThat(run.exitCode()).as(run.text()).isZero();
            assertThat(run.text())
                    .containsPattern("Jaeger has the \\d+ spans of Test Plan Creation and Execution: http");
        }
    }

    @Test
    @DisplayName("without --once the application plays on until the stack is told to end")
    void untilItIsTold(@TempDir Path temporary) throws Exception {
        try (Run run = new Run(temporary, "--scenario", "fleet")) {
            run.awaitText("Ctrl-C ends it all.");
            List<ProcessHandle> started = run.started();
            run.signal("TERM");
            assertThat(run.exitCode()).isEqualTo(128 + 15);
            assertNothingIsLeft(started, temporary);
        }
    }

    @Test
    @DisplayName("a signal in the middle ends everything, and is no failure")
    void signalInTheMiddle(@TempDir Path temporary) throws Exception {
        try (Run run = new Run(temporary)) {
            run.awaitText(IN_THE_MIDDLE);
            List<ProcessHandle> started = run.started();
            run.signal("TERM");
            assertThat(run.exitCode()).isEqualTo(128 + 15);
            assertThat(run.text()).doesNotContain("engram stack:");
            assertNothingIsLeft(started, temporary);
        }
    }

    @Test
    @DisplayName("killed, it takes all programs with it")
    void killed(@TempDir Path temporary) throws Exception {
        try (Run run = new Run(temporary)) {
            run.awaitText(IN_THE_MIDDLE);
            List<ProcessHandle> started = run.started();
            run.signal("KILL");
            awaitEnd(started);
        }
    }

    @Test
    @DisplayName("--install says where the programs are, and starts none")
    void installOnly(@TempDir Path temporary) throws Exception {
        try (Run run = new Run(temporary, "--install")) {
            assertThat(run.exitCode()).isZero();
            assertThat(run.text())
                    .containsPattern("jaeger is in /.*/engram/stack/jaeger-[0-9a-f]{16}")
                    .doesNotContain("start ...");
        }
    }

    @Test
    @DisplayName("a scenario that there is none of is said before anything starts")
    void unknownScenario(@TempDir Path temporary) throws Exception {
        try (Run run = new Run(temporary, "--scenario", "opera")) {
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.text()).startsWith("engram stack: The scenario opera is unknown; take one of fleet, ");
        }
    }

    private static void assertNothingIsLeft(List<ProcessHandle> started, Path temporary) throws IOException {
        awaitEnd(started);
        try (Stream<Path> files = Files.list(temporary)) {
            assertThat(files.map(Path::getFileName).map(Path::toString).filter(name -> name.startsWith("engram")))
                    .isEmpty();
        }
    }

    private static void awaitEnd(List<ProcessHandle> started) {
        assertThat(started).isNotEmpty();
        await().atMost(Duration.ofSeconds(30)).until(() -> started.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** The command in a process of its own. */
    private static final class Run implements AutoCloseable {
        private final Process process;
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final Thread reader = new Thread(this::read);

        /** Its temporary files go below the given directory. */
        Run(Path temporary, String... options) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Djava.io.tmpdir=" + temporary,
                    "-cp",
                    System.getProperty("java.class.path"),
                    StackCommand.class.getName(),
                    "--free-ports",
                    "--root",
                    Showing.ROOT.toString()));
            command.addAll(List.of(options));
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            reader.start();
        }

        /** What it has started so far, and what these have. */
        List<ProcessHandle> started() {
            return process.descendants().toList();
        }

        void awaitText(String text) {
            await().atMost(LONG).until(() -> {
                assertThat(process.isAlive() || text().contains(text))
                        .as(text())
                        .isTrue();
                return text().contains(text);
            });
        }

        void signal(String name) throws IOException, InterruptedException {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(code).isZero();
        }

        int exitCode() throws InterruptedException {
            assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS))
                    .as(text())
                    .isTrue();
            reader.join();
            return process.exitValue();
        }

        String text() {
            return String.join("\n", lines);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }

        private void read() {
            try (BufferedReader output = process.inputReader()) {
                output.lines().forEach(lines::add);
            } catch (IOException e) {
                lines.add("(its output broke: " + e + ")");
            }
        }
    }
}
