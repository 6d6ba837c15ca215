package dev.engram.stresstest.run;

import com.acme.stress.channel.Lines;
import com.acme.stress.channel.Message;
import com.acme.stress.channel.RunSettings;
import dev.engram.demo.Parts;
import dev.engram.demo.Supervised;
import dev.engram.stresstest.summary.Accounts;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The JVM in which a load runs. It cannot outlive this one. Thread-safe. */
final class Fork implements AutoCloseable {
    private static final String MAIN = "com.acme.stress.run.Main";
    private static final String SERVICE = "memory-stress-test";

    private final Supervised process;
    private volatile long lastHeard = System.nanoTime();
    private volatile @Nullable Accounts accounts;
    private volatile String lastWords = "it said nothing";
    private volatile boolean outOfMemory;

    private Fork(
            List<String> command, Map<String, String> environment, Consumer<Message> messages, Consumer<String> lines)
            throws IOException {
        process = Supervised.start(command, environment, line -> take(line, messages, lines));
    }

    /**
     * Starts one.
     *
     * @param heapMb the most that its heap may have
     * @param redis URL of its Redis
     * @param otlp base URL of the collector's OTLP/HTTP; null to run without the agent
     * @param messages is told each message, on a thread of its own
     * @param lines is told all other lines of its output
     */
    static Fork start(
            Parts parts,
            RunSettings settings,
            int heapMb,
            String redis,
            @Nullable String otlp,
            Consumer<Message> messages,
            Consumer<String> lines)
            throws StressTestException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // One collector whatever the machine is like; as large from the start as it may become.
        command.addAll(List.of("-Xms" + heapMb + "m", "-Xmx" + heapMb + "m", "-XX:+UseG1GC"));
        Map<String, String> environment = new TreeMap<>(System.getenv());
        environment.keySet().removeIf(name -> name.startsWith("OTEL_") || name.startsWith("ENGRAM_"));
        environment.put("REDIS_URL", redis);
        if (otlp != null) {
            command.add("-javaagent:" + parts.agent());
            environment.put("OTEL_SERVICE_NAME", SERVICE);
            environment.put("OTEL_RESOURCE_ATTRIBUTES", "stress.scenario=" + settings.scenario());
            environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", otlp);
            environment.put("OTEL_METRIC_EXPORT_INTERVAL", "5000");
            environment.put("ENGRAM_CONFIG", parts.rules().toString());
            environment.put("ENGRAM_LOG_LEVEL", "debug"); // the accounts are said there
            environment.put("ENGRAM_SHUTDOWN_TIMEOUT", "20000");
        }
        command.addAll(List.of(
                "-cp",
                parts.classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                MAIN,
                settings.toArgument()));
        try {
            return new Fork(command, environment, messages, lines);
        } catch (IOException e) {
            throw new StressTestException("A JVM cannot be started: " + e.getMessage(), e);
        }
    }

    private void take(String line, Consumer<Message> messages, Consumer<String> lines) {
        Lines.read(line).ifPresent(message -> {
            lastHeard = System.nanoTime();
            messages.accept(message);
        });
        String rest = Lines.rest(line);
        if (rest.isBlank()) {
            return;
        }
        lastWords = rest;
        outOfMemory |= rest.contains("java.lang.OutOfMemoryError");
        Accounts.of(rest).ifPresent(each -> accounts = each);
        lines.accept(rest);
    }

    /** How long ago it told something. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - lastHeard);
    }

    /** What the agent said at the end; null where it did not, or there is none. */
    @Nullable
    Accounts accounts() {
        return accounts;
    }

    /** The last line of its output that is no message. */
    String lastWords() {
        return lastWords;
    }

    /** Whether its output speaks of an OutOfMemoryError. */
    boolean ranOutOfMemory() {
        return outOfMemory;
    }

    /** Waits for its end; empty when it goes on for longer. */
    OptionalInt waitFor(Duration timeout) throws InterruptedException {
        return process.waitFor(timeout);
    }

    /** Ends it: SIGTERM, and SIGKILL after a grace period. */
    @Override
    public void close() {
        process.close();
    }
}
