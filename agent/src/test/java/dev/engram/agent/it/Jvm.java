package dev.engram.agent.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Starts an application in a separate JVM, with the agent or without it. The JVM has one compiler and one thread that
 * collects garbage, which saves a third of the processor time of a short program; see {@link #asInProduction}.
 */
public final class Jvm {

    /** What an application left behind. */
    public record Ended(int exitCode, String out, String err) {

        /** Standard error without Engram's own lines. */
        public String errOfTheApplication() {
            return err.lines().filter(line -> !line.startsWith("[engram]")).collect(Collectors.joining("\n"));
        }

        /** Engram's own lines, without the mark at their head. */
        public List<String> said() {
            return err.lines()
                    .filter(line -> line.startsWith("[engram] "))
                    .map(line -> line.substring("[engram] ".length()))
                    .toList();
        }
    }

    /** For programs that end before an optimizing compiler or a concurrent collector pays off. */
    private static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private final List<String> options = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> classPath =
            new ArrayList<>(List.of(TARGET.resolve("test-classes").toString()));
    private String agentArgument = "";
    private boolean withAgent = true;
    private boolean isShortLived = true;
    private Path home = Path.of(System.getProperty("java.home"));

    public static Path agentJar() {
        return file("agent/target/engram-agent.jar");
    }

    /** A file of the repository, by its path from the root; seen from any module. */
    public static Path file(String path) {
        Path root = Path.of("").toAbsolutePath();
        while (root.getParent() != null && !Files.isDirectory(root.resolve("agent/src"))) {
            root = root.getParent();
        }
        return root.resolve(path);
    }

    public Jvm withoutAgent() {
        withAgent = false;
        return this;
    }

    /** Leaves the JVM's compilers and collector as they are, if what they do is the subject of the test. */
    public Jvm asInProduction() {
        isShortLived = false;
        return this;
    }

    /** Runs on the JDK in {@code other}. */
    public Jvm home(Path other) {
        home = other;
        return this;
    }

    public Jvm agentArgument(String argument) {
        agentArgument = "=" + argument;
        return this;
    }

    public Jvm option(String option) {
        options.add(option);
        return this;
    }

    public Jvm environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Jvm classPath(Path entry) {
        classPath.add(entry.toString());
        return this;
    }

    /** Spans go to a file, as one JSON object a line. */
    Jvm jsonl(Path file) {
        return environment("OTEL_TRACES_EXPORTER", "jsonl")
                .environment("OTEL_METRICS_EXPORTER", "none")
                .option("-Dengram.jsonl.path=" + file);
    }

    /** The spans of such a file, in the order written. */
    static List<JsonNode> spans(Path file) {
        try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
            return lines.map(Jvm::parse).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException malformed) {
            throw new UncheckedIOException(line, malformed);
        }
    }

    Process start(Class<?> main, String... arguments) throws IOException {
        List<String> launch = new ArrayList<>(List.of("-cp", String.join(File.pathSeparator, classPath)));
        launch.add(main.getName());
        launch.addAll(List.of(arguments));
        return start(launch);
    }

    /** Starts what {@code launch} says, {@code -jar app.jar} or {@code -p modules -m app/Main}. */
    public Process start(List<String> launch) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin").resolve("java").toString());
        if (isShortLived) {
            command.addAll(SHORT_LIVED);
        }
        if (withAgent) {
            command.add("-javaagent:" + agentJar() + agentArgument);
        }
        command.addAll(options);
        command.addAll(launch);
        ProcessBuilder builder = new ProcessBuilder(command);
        // What a developer has set must not change what the tests see.
        builder.environment().keySet().removeIf(name -> name.startsWith("OTEL_") || name.startsWith("ENGRAM_"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    Ended run(Class<?> main, String... arguments) throws Exception {
        return end(start(main, arguments));
    }

    /** Waits for the end of a process whose output nobody has read yet. */
    public static Ended end(Process process) throws Exception {
        CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("The application did not end. It said: " + out.join() + err.join());
        }
        return new Ended(process.exitValue(), out.join(), err.join());
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
