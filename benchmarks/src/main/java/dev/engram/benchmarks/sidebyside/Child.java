package dev.engram.benchmarks.sidebyside;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that answers orders: one line to its input, one line {@code @ name=value ...} from its output. Everything else that
 * it prints goes to a log file. Used by one thread.
 */
final class Child implements AutoCloseable {

    private static final String MARK = "@ ";
    private static final String END = "";
    private static final long EXIT_SECONDS = 60;

    private final Process process;
    private final Path log;
    private final PrintStream orders;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final long startedNanos;

    private Child(Process process, Path log, long startedNanos) {
        this.process = process;
        this.log = log;
        this.startedNanos = startedNanos;
        this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "read-child");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a JVM.
     *
     * @param name of the log file
     */
    static Child start(
            Setup setup, String name, List<String> options, List<Path> classPath, String main, List<String> arguments)
            throws BenchmarkException {
        List<String> command = new ArrayList<>();
        command.add(setup.java().toString());
        command.addAll(options);
        command.add("-cp");
        command.add(String.join(
                File.pathSeparator, classPath.stream().map(Path::toString).toList()));
        command.add(main);
        command.addAll(arguments);
        try {
            Files.createDirectories(setup.logs());
            Path log = setup.logs().resolve(name + ".log");
            Files.writeString(log, String.join(" ", command) + System.lineSeparator());
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().keySet().removeIf(Child::changesAgents);
            builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
            long now = System.nanoTime();
            return new Child(builder.start(), log, now);
        } catch (IOException failed) {
            throw new BenchmarkException("A JVM could not be started: " + failed.getMessage());
        }
    }

    /** What a developer has set must not change what is measured. */
    private static boolean changesAgents(String variable) {
        return variable.startsWith("OTEL_")
                || variable.startsWith("ENGRAM_")
                || variable.startsWith("DD_")
                || variable.startsWith("ELASTIC_")
                || variable.equals("JAVA_TOOL_OPTIONS")
                || variable.equals("JDK_JAVA_OPTIONS");
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null) {
                if (line.startsWith(MARK)) {
                    answers.add(line.substring(MARK.length()));
                } else {
                    Files.writeString(log, line + System.lineSeparator(), StandardOpenOption.APPEND);
                }
                line = lines.readLine();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } finally {
            answers.add(END);
        }
    }

    /** When it was started, in {@link System#nanoTime}. */
    long startedNanos() {
        return startedNanos;
    }

    /** Waits for the next answer. */
    Map<String, String> answer(long seconds) throws BenchmarkException, InterruptedException {
        String answer = answers.poll(seconds, TimeUnit.SECONDS);
        if (answer == null || answer.equals(END)) {
            throw new BenchmarkException((answer == null ? "A JVM did not answer in " + seconds + " s" : "A JVM ended")
                    + "; its log is " + log + ".");
        }
        return parse(answer);
    }

    Map<String, String> ask(String order, long seconds) throws BenchmarkException, InterruptedException {
        orders.println(order);
        return answer(seconds);
    }

    static Map<String, String> parse(String answer) {
        Map<String, String> values = new HashMap<>();
        for (String pair : answer.split(" ", -1)) {
            int equals = pair.indexOf('=');
            values.put(equals < 0 ? pair : pair.substring(0, equals), pair.substring(equals + 1));
        }
        return values;
    }

    static double number(Map<String, String> answer, String name) throws BenchmarkException {
        String value = answer.get(name);
        if (value == null) {
            throw new BenchmarkException("A JVM answered " + answer + " without " + name + ".");
        }
        return Double.parseDouble(value);
    }

    /** Ends its input and waits until it has ended, as an application ends: with its shutdown hooks. */
    void end() throws BenchmarkException, InterruptedException {
        orders.close();
        if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
            throw new BenchmarkException("A JVM did not end in " + EXIT_SECONDS + " s; its log is " + log + ".");
        }
        if (process.exitValue() != 0) {
            throw new BenchmarkException(
                    "A JVM ended with exit code " + process.exitValue() + "; its log is " + log + ".");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
