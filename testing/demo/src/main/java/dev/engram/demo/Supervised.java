package dev.engram.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A child process that cannot outlive this one.
 *
 * <p>Assumptions: a POSIX {@code /bin/sh}. Guarantees: the command gets SIGTERM, and SIGKILL after a grace period, when
 * {@link #close()} is called and when this process ends, even by SIGKILL: a small shell script stands between the two
 * and reads a pipe whose other end only this process holds. A Ctrl-C in the terminal does not reach the command, so that
 * this process decides the order. Thread-safe.
 */
public final class Supervised implements AutoCloseable {
    private static final String SCRIPT = script();
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Process supervisor;
    private final Thread reader;
    private final CompletableFuture<Void> ended;

    private Supervised(Process supervisor, Thread reader) {
        this.supervisor = supervisor;
        this.reader = reader;
        // Java closes the pipe of an ended child only after the child's output has ended; the command of a killed
        // supervisor still holds that.
        this.ended = supervisor.onExit().thenAccept(Supervised::closePipe);
    }

    /**
     * Starts a command.
     *
     * @param command program and arguments
     * @param environment the whole environment of the command
     * @param lines is told every line the command writes, to either stream, on a thread of its own
     * @throws IOException when there is no {@code /bin/sh}; a command that cannot be run ends with exit code 126 or 127
     */
    public static Supervised start(List<String> command, Map<String, String> environment, Consumer<String> lines)
            throws IOException {
        return start(command, environment, GRACE, lines);
    }

    static Supervised start(
            List<String> command, Map<String, String> environment, Duration grace, Consumer<String> lines)
            throws IOException {
        List<String> supervised =
                new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "engram-supervisor", "" + grace.toSeconds()));
        supervised.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(supervised).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process supervisor = builder.start();
        Thread reader = new Thread(() -> read(supervisor, lines), "output of " + command.get(0));
        reader.setDaemon(true);
        reader.start();
        return new Supervised(supervisor, reader);
    }

    public boolean isAlive() {
        return supervisor.isAlive();
    }

    /**
     * Waits until the command has ended and its lines are told.
     *
     * @return its exit code, above 128 when a signal ended it; empty when it goes on for longer than the timeout
     */
    public OptionalInt waitFor(Duration timeout) throws InterruptedException {
        if (!supervisor.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            return OptionalInt.empty();
        }
        reader.join(Duration.ofSeconds(2).toMillis()); // a grandchild may hold the pipe open for longer
        return OptionalInt.of(supervisor.exitValue());
    }

    /** Ends the command and waits for its end, at most a little longer than the grace period. */
    @Override
    public void close() {
        closePipe(supervisor);
        try {
            ended.get(GRACE.plusSeconds(3).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            supervisor.destroyForcibly();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The end of a child process could not be observed.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closePipe(Process supervisor) {
        try {
            supervisor.getOutputStream().close();
        } catch (IOException e) {
            // the supervisor is gone, and its end of the pipe with it: nothing is left to tell
        }
    }

    private static void read(Process process, Consumer<String> lines) {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.accept(line);
            }
        } catch (IOException e) {
            // the pipe broke: the process has ended, which waitFor() tells
        }
    }

    private static String script() {
        try (InputStream in = Supervised.class.getResourceAsStream("supervisor.sh")) {
            if (in == null) {
                throw new IllegalStateException("supervisor.sh is missing from the demo's jar; build it anew.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
