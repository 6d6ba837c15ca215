package dev.engram.demo;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What tests ask of the operating system about processes. */
final class Processes {

    private Processes() {}

    static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    static void awaitEnd(long pid) {
        await().atMost(Duration.ofSeconds(30)).until(() -> !isAlive(pid));
    }

    /** Sends a signal, such as {@code KILL}. */
    static void signal(String name, long pid) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("kill -" + name + " " + pid + " ended with " + code);
        }
    }

    /**
     * Whether this process ignores a signal, and with it each process that it starts: HUP where {@code nohup} started it, INT
     * where a script did so in the background. Known on Linux; elsewhere false.
     */
    static boolean ignores(String signal) throws IOException {
        int number = switch (signal) {
            case "HUP" -> 1;
            case "INT" -> 2;
            default -> 15;
        };
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> line.substring("SigIgn:".length()).trim())
                .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) >> (number - 1) & 1) != 0);
    }
}
