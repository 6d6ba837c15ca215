package dev.engram.stresstest.console;

import dev.engram.stresstest.run.Log;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/**
 * The log, a line for each thing that happens. When it can no longer be written, which is said once, the test goes on without.
 * Thread-safe.
 */
public final class LogFile implements Log, AutoCloseable {
    /** Its name. */
    public static final String NAME = "memory_stress_test.log";

    private final Path path;
    private final BufferedWriter out;
    private final boolean debug;
    private final Consumer<String> problems;
    private boolean broken;

    /**
     * Begins the file anew.
     *
     * @param debug whether details are written too
     * @param problems is told when it can no longer be written
     * @throws IOException when it cannot be made
     */
    public LogFile(Path directory, boolean debug, Consumer<String> problems) throws IOException {
        this.path = directory.resolve(NAME);
        this.out = Files.newBufferedWriter(path);
        this.debug = debug;
        this.problems = problems;
    }

    @Override
    public void info(String line) {
        write("INFO", line);
    }

    @Override
    public void debug(String line) {
        if (debug) {
            write("DEBUG", line);
        }
    }

    private synchronized void write(String level, String line) {
        if (broken) {
            return;
        }
        try {
            out.write(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + level + " " + line + "\n");
            out.flush();
        } catch (IOException e) {
            broken = true;
            problems.accept("The log " + path + " can no longer be written (" + e.getMessage()
                    + "); the test goes on without it.");
        }
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            if (!broken) {
                problems.accept("The log " + path + " is not complete: " + e.getMessage() + ".");
            }
        }
    }
}
