package dev.engram.compatibility;

import dev.engram.agent.it.Jvm;
import java.nio.file.Path;
import java.util.List;

/** The OpenTelemetry Java agent, as it is published, with Engram's extension. */
final class OpenTelemetryAgent {

    private OpenTelemetryAgent() {}

    /** Where it lies. */
    static Path jar() throws Exception {
        String version = System.getProperty("peer.opentelemetry-javaagent.version");
        if (version == null) {
            throw new IllegalStateException("The build sets the system property peer.opentelemetry-javaagent.version.");
        }
        return Maven.classPath(List.of("io.opentelemetry.javaagent:opentelemetry-javaagent:" + version))
                .get(0);
    }

    /** Adds both to a JVM. */
    static Jvm extended(Jvm jvm) throws Exception {
        return jvm.option("-javaagent:" + jar())
                .option("-Dotel.javaagent.extensions=" + Jvm.file("otel-extension/target/engram-otel-extension.jar"));
    }
}
