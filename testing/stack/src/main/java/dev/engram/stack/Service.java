package dev.engram.stack;

import dev.engram.demo.Supervised;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** A program that runs and answers. Ends with this process, however that goes. Thread-safe. */
final class Service implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final int LINES_KEPT = 200;
    private static final int LINES_OF_A_FAILURE = 8;

    private final String title;
    private final Supervised process;
    private final Deque<String> lines;

    private Service(String title, Supervised process, Deque<String> lines) {
        this.title = title;
        this.process = process;
        this.lines = lines;
    }

    /**
     * Starts one; see {@link #awaitReady}.
     *
     * @param environment the whole environment of the program
     */
    static Service start(String title, List<String> command, Map<String, String> environment) throws StackException {
        Deque<String> lines = new ArrayDeque<>();
        try {
            return new Service(title, Supervised.start(command, environment, line -> keep(lines, line)), lines);
        } catch (IOException e) {
            throw new StackException(title + " cannot be started: " + e.getMessage(), e);
        }
    }

    /**
     * Waits until it answers.
     *
     * @param health answers with 200 when the program is ready
     */
    void awaitReady(Http http, URI health) throws StackException, InterruptedException {
        Instant deadline = Instant.now().plus(READY_WITHIN);
        while (!http.answers(health)) {
            if (!process.isAlive()) {
                process.waitFor(Duration.ofSeconds(1)); // for its last lines
                throw new StackException(title + " ended at its start; it said:\n" + lastLines());
            }
            if (Instant.now().isAfter(deadline)) {
                throw new StackException(title + " is not ready after " + READY_WITHIN.toSeconds() + " s (" + health
                        + " does not answer); it said:\n" + lastLines());
            }
            Thread.sleep(50);
        }
    }

    /** What it has written last. */
    List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    @Override
    public void close() {
        process.close();
    }

    private String lastLines() {
        List<String> all = lines();
        return "  " + String.join("\n  ", all.subList(Math.max(0, all.size() - LINES_OF_A_FAILURE), all.size()));
    }

    private static void keep(Deque<String> lines, String line) {
        synchronized (lines) {
            lines.add(line);
            if (lines.size() > LINES_KEPT) {
                lines.remove();
            }
        }
    }
}
