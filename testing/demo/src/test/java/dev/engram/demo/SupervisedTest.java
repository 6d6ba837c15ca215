package dev.engram.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A supervised process does not outlive the one that started it. */
class SupervisedTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("PATH", System.getenv("PATH"), "GREETING", "hi");

    private static final Duration LONG = Duration.ofMinutes(1);

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    @Test
    void itsLinesAndItsExitCodeArePassedOn() throws Exception {
        try (Supervised child = start("echo \"$GREETING\"; echo err >&2; exit 7")) {
            assertThat(child.waitFor(LONG)).hasValue(7);
            assertThat(lines).containsExactly("hi", "err");
            assertThat(child.isAlive()).isFalse();
        }
    }

    @Test
    void argumentsWithSpacesAndQuotesArriveAsTheyAre() throws Exception {
        List<String> command = List.of("/bin/sh", "-c", "printf '%s\\n' \"$@\"", "sh", "a b", "", "it's $HOME", "*");
        try (Supervised child = Supervised.start(command, ENVIRONMENT, lines::add)) {
            child.waitFor(LONG);
            assertThat(lines).containsExactly("a b", "", "it's $HOME", "*");
        }
    }

    @Test
    void aCommandThatDoesNotExistEndsWithAnError() throws Exception {
        try (Supervised child = Supervised.start(List.of("/no/such/command"), ENVIRONMENT, lines::add)) {
            assertThat(child.waitFor(LONG)).hasValue(127);
        }
    }

    @Test
    void closeEndsIt() throws Exception {
        try (Supervised child = start("echo $$; exec sleep 1000")) {
            long pid = nextPid();
            assertThat(Processes.isAlive(pid)).isTrue();
            child.close();
            Processes.awaitEnd(pid);
            assertThat(child.isAlive()).isFalse();
            child.close();
        }
    }

    @Test
    void closeLetsItEndInItsOwnWay() throws Exception {
        try (Supervised child = start("trap 'echo cleaned; exit 3' TERM; echo $$; while :; do sleep 0.05; done")) {
            nextPid();
            child.close();
            assertThat(child.waitFor(LONG)).hasValue(3);
            assertThat(lines).containsExactly("cleaned");
        }
    }

    @Test
    void oneThatIgnoresTheRequestIsKilled() throws Exception {
        List<String> command = List.of("/bin/sh", "-c", "trap '' TERM; echo $$; while :; do sleep 0.05; done");
        try (Supervised child = Supervised.start(command, ENVIRONMENT, Duration.ofSeconds(1), lines::add)) {
            long pid = nextPid();
            child.close();
            Processes.awaitEnd(pid);
        }
    }

    @Test
    void aCtrlCInTheTerminalDoesNotReachIt() throws Exception {
        try (Supervised child = start("echo $$; echo $PPID; read -r _; exec sleep 1000")) {
            long pid = nextPid();
            long supervisor = nextPid();
            Processes.signal("INT", supervisor);
            Processes.signal("INT", pid);
            assertThat(Processes.isAlive(supervisor)).isTrue();
            assertThat(Processes.isAlive(pid)).isTrue();
        }
    }

    @Test
    void itEndsWhenThisProcessIsKilled() throws Exception {
        Process parent = parentOf("echo $$; exec sleep 1000");
        try (BufferedReader output = parent.inputReader()) {
            long pid = Long.parseLong(output.readLine());
            assertThat(Processes.isAlive(pid)).isTrue();
            Processes.signal("KILL", parent.pid());
            Processes.awaitEnd(pid);
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void itEndsWhenItsSupervisorIsKilled() throws Exception {
        try (Supervised child = start("echo $$; echo $PPID; exec sleep 1000")) {
            long pid = nextPid();
            Processes.signal("KILL", nextPid());
            Processes.awaitEnd(pid);
            assertThat(child.isAlive()).isFalse();
        }
    }

    private Supervised start(String script) throws Exception {
        return Supervised.start(List.of("/bin/sh", "-c", script), ENVIRONMENT, lines::add);
    }

    private long nextPid() throws InterruptedException {
        String line = lines.poll(30, TimeUnit.SECONDS);
        assertThat(line).as("process id").isNotNull();
        return Long.parseLong(line);
    }

    private static Process parentOf(String script) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        script)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** A process that starts a supervised one and waits for ever. */
    static final class Parent {
        public static void main(String[] args) throws Exception {
            Supervised.start(List.of("/bin/sh", "-c", args[0]), System.getenv(), System.out::println)
                    .waitFor(LONG);
        }
    }
}
