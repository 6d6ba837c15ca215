package dev.engram.collector.demo;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
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
}
