package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** As in a container: the process is number 1 there, has its own directory for temporary files, and another user. */
@DisplayName("In namespaces of its own, a process is attached to from outside")
@Timeout(180)
class NamespaceIT {

    private static final String SLEEPER =
            "class Sleeper { public static void main(String[] a) throws Exception { Thread.sleep(120_000); } }";

    @Test
    @DisplayName("by the number that it has outside, with the jar and the rule file copied to where it can read them")
    void number1() throws Exception {
        assumeTrue(isAllowed(), "This user or this machine may not make namespaces.");
        // Not below /tmp, which the process does not see.
        Path folder = Files.createDirectories(
                Path.of("/var/tmp/engram-namespace-" + ProcessHandle.current().pid()));
        Path source = Files.writeString(folder.resolve("Sleeper.java"), SLEEPER);
        Path rules = Files.writeString(
                Files.createTempDirectory("engram-rules").resolve("rules.yaml"),
                "memory: [{type: com.acme.Notes, method: get, operation: retrieve, key: arg0}]");
        Process unshare = new ProcessBuilder(namespaces(
                        "mount -t tmpfs -o mode=1777 none /tmp && exec setpriv --reuid=65534 --regid=65534 --clear-groups "
                                + Path.of(System.getProperty("java.home"), "bin", "java") + " " + source))
                .inheritIO()
                .start();
        try {
            String pid = Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> listed(unshare), Optional::isPresent)
                    .orElseThrow();
            assertThat(ControlCommand.of("attach", pid, "OTEL_TRACES_EXPORTER=none", "--config", rules.toString()))
                    .contains("is attached");
            assertThat(ControlCommand.of("status", pid))
                    .contains("recording: on")
                    .contains("pid: 1")
                    .contains("1 rule of /tmp/engram-");
            assertThat(ControlCommand.of("detach", pid)).contains("Detached");
            assertThat(Path.of("/tmp/.attach_pid1")).doesNotExist();
        } finally {
            unshare.descendants().forEach(ProcessHandle::destroyForcibly);
            unshare.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
            Files.delete(source);
            Files.delete(folder);
        }
    }

    private static List<String> namespaces(String command) {
        return List.of("unshare", "--mount", "--pid", "--fork", "--mount-proc", "sh", "-c", command);
    }

    private static boolean isAllowed() throws Exception {
        try {
            return new ProcessBuilder(namespaces("mount -t tmpfs none /tmp && command -v setpriv"))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }

    /** The outside number of the JVM, once the command line lists it. */
    private static Optional<String> listed(Process unshare) throws Exception {
        String jvms = ControlCommand.of("jvms");
        return unshare.descendants()
                .map(each -> Long.toString(each.pid()))
                .filter(pid -> jvms.lines().anyMatch(line -> line.startsWith(pid + " ")))
                .findFirst();
    }
}
