package dev.engram.demo;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The demo command in a process of its own, as a user would start it. */
final class DemoRun implements AutoCloseable {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private DemoRun(Process process) {
        this.process = process;
        this.reader = new Thread(this::read);
        reader.start();
    }

    /** Starts it; its temporary files go below the given directory. */
    static DemoRun start(Path root, Path temporary, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                DemoCommand.class.getName(),
                "--free-ports",
                "--root",
                root.toString()));
        command.addAll(List.of(options));
        return new DemoRun(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    long pid() {
        return process.pid();
    }

    /** Waits for the end; returns the exit code. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("The demo does not end; so far it said:\n" + text());
        }
        reader.join();
        return process.exitValue();
    }

    String text() {
        return String.join("\n", lines);
    }

    void awaitText(String text) {
        await().atMost(LONG).until(() -> text().contains(text));
    }

    /** The number in the line {@code   | <name> <number>} of the application. */
    long number(String name) {
        String start = "  | " + name + " ";
        await().atMost(LONG).until(() -> lines.stream().anyMatch(line -> line.startsWith(start)));
        return lines.stream()
                .filter(line -> line.startsWith(start))
                .mapToLong(line -> Long.parseLong(line.substring(start.length())))
                .findFirst()
                .orElseThrow();
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
