package dev.engram.agent.it;

import com.example.StagingApp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A {@link StagingApp} that runs. */
final class StagingProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader out;
    private final Writer in;
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private String lastLine = "";

    private StagingProcess(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        Thread reading = new Thread(() -> {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
                lines.lines().forEach(errors::add);
            } catch (IOException | UncheckedIOException ended) {
                // The process was killed.
            }
        });
        reading.setDaemon(true);
        reading.start();
    }

    /**
     * Starts it, with its threads idle.
     *
     * @param pauseMicros between two pairs of calls of one thread
     */
    static StagingProcess start(Jvm jvm, int threads, long pauseMicros) throws IOException {
        StagingProcess started = new StagingProcess(
                jvm.start(StagingApp.class, Integer.toString(threads), Long.toString(pauseMicros * 1000)));
        started.await("ready");
        return started;
    }

    String pid() {
        return Long.toString(process.pid());
    }

    /** Gives a line, and waits until it is done. */
    void say(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
        await("done " + line);
    }

    private void await(String awaited) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.equals(awaited)) {
                return;
            }
            lastLine = line;
        }
        throw new AssertionError("The application ended. It said: " + errors);
    }

    /** What the process holds, after garbage collections. */
    Map<String, Long> report() throws IOException {
        return numbers("report");
    }

    /** The last line that a command printed. */
    String ask(String line) throws IOException {
        say(line);
        return lastLine;
    }

    /** How many calls its threads have made. */
    long calls() throws IOException {
        Map<String, Long> count = numbers("count");
        if (count.getOrDefault("wrong", 0L) != 0) {
            throw new AssertionError("Calls gave other results than without Engram: " + count);
        }
        return count.getOrDefault("calls", 0L);
    }

    private Map<String, Long> numbers(String question) throws IOException {
        say(question);
        Map<String, Long> report = new HashMap<>();
        for (String each : lastLine.split(" ", -1)) {
            List<String> pair = List.of(each.split("=", 2));
            report.put(pair.get(0), Long.parseLong(pair.get(1)));
        }
        return report;
    }

    /** What it wrote to standard error so far. */
    List<String> errors() {
        return List.copyOf(errors);
    }

    Process process() {
        return process;
    }

    @Override
    public void close() throws IOException {
        in.close();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
