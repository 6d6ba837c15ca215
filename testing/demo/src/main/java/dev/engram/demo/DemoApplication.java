package dev.engram.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/** The demo application in a Java of its own, under the agent. */
public final class DemoApplication {
    private static final String SERVICE = "agentic-qe-fleet";

    private DemoApplication() {}

    /**
     * Starts it under the agent.
     *
     * @param redis URL of its Redis
     * @param otlp base URL of the collector's OTLP/HTTP
     * @param arguments its command line
     * @param lines is told what it and the agent print
     */
    static Supervised start(Parts parts, String redis, String otlp, List<String> arguments, Consumer<String> lines)
            throws DemoException {
        return start(parts, true, redis, otlp, arguments, lines);
    }

    /** Starts it, under the agent or without. */
    static Supervised start(
            Parts parts, boolean agent, String redis, String otlp, List<String> arguments, Consumer<String> lines)
            throws DemoException {
        return start(parts, agent, environment(parts, redis, otlp, System.getenv()), arguments, lines);
    }

    /** Starts it under the agent, with a certain environment, such as one of {@link #environment} with more in it. */
    public static Supervised start(
            Parts parts, Map<String, String> environment, List<String> arguments, Consumer<String> lines)
            throws DemoException {
        return start(parts, true, environment, arguments, lines);
    }

    private static Supervised start(
            Parts parts, boolean agent, Map<String, String> environment, List<String> arguments, Consumer<String> lines)
            throws DemoException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (agent) {
            command.add("-javaagent:" + parts.agent());
        }
        command.addAll(List.of("-jar", parts.application().toString()));
        command.addAll(arguments);
        try {
            return Supervised.start(command, environment, lines);
        } catch (IOException e) {
            throw new DemoException("The demo application cannot be started: " + e.getMessage(), e);
        }
    }

    /** The given environment with the demonstration's settings, and without any other of the agent's. */
    public static Map<String, String> environment(
            Parts parts, String redis, String otlp, Map<String, String> inherited) {
        Map<String, String> environment = new TreeMap<>(inherited);
        // A user who works with OpenTelemetry may have some that would send the spans elsewhere, or nowhere.
        environment.keySet().removeIf(name -> name.startsWith("OTEL_") || name.startsWith("ENGRAM_"));
        environment.put("OTEL_SERVICE_NAME", SERVICE);
        environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", otlp);
        environment.put("ENGRAM_CONFIG", parts.rules().toString());
        environment.put("REDIS_URL", redis);
        // Another one each time, which nobody has to know.
        environment.put("ENGRAM_FINGERPRINT_SECRET", UUID.randomUUID().toString());
        return environment;
    }
}
