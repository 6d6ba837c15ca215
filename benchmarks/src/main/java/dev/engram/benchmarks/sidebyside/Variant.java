package dev.engram.benchmarks.sidebyside;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A way to run the application. Everyone traces every call and sends to the same sink; metrics, logs and profiles of the
 * peers are off, which is in their favour, since Engram's metrics are on as they always are.
 */
enum Variant {
    NONE("no agent", null),
    ENGRAM("Engram", null, "-Dotel.exporter.otlp.endpoint=%s", "-Dotel.service.name=notes"),
    ENGRAM_UNSAMPLED(
            "Engram, unsampled",
            null,
            "-Dotel.exporter.otlp.endpoint=%s",
            "-Dotel.service.name=notes",
            "-Dotel.traces.sampler=always_off"),
    ENGRAM_DISABLED("Engram, disabled", null, "-Dengram.enabled=false"),
    OTEL(
            "OpenTelemetry agent",
            "opentelemetry-javaagent",
            "-Dotel.instrumentation.methods.include=com.acme.notes.NotesMemoryManager[store,retrieve];"
                    + "com.acme.notes.RedisMemoryManager[store,retrieve]",
            "-Dotel.exporter.otlp.endpoint=%s",
            "-Dotel.exporter.otlp.protocol=http/protobuf",
            "-Dotel.metrics.exporter=none",
            "-Dotel.logs.exporter=none",
            "-Dotel.bsp.schedule.delay=500",
            "-Dotel.service.name=notes"),
    DATADOG(
            "Datadog",
            "dd-java-agent",
            "-Ddd.trace.methods=com.acme.notes.NotesMemoryManager[store,retrieve];"
                    + "com.acme.notes.RedisMemoryManager[store,retrieve]",
            "-Ddd.trace.agent.url=%s",
            "-Ddd.service=notes",
            "-Ddd.jmxfetch.enabled=false",
            "-Ddd.runtime.metrics.enabled=false",
            "-Ddd.trace.health.metrics.enabled=false",
            "-Ddd.instrumentation.telemetry.enabled=false",
            "-Ddd.remote_config.enabled=false",
            "-Ddd.trace.startup.logs=false"),
    ELASTIC(
            "Elastic",
            "elastic-apm-agent",
            "-Delastic.apm.trace_methods=com.acme.notes.NotesMemoryManager#store,"
                    + "com.acme.notes.NotesMemoryManager#retrieve,"
                    + "com.acme.notes.RedisMemoryManager#store,com.acme.notes.RedisMemoryManager#retrieve",
            "-Delastic.apm.server_url=%s",
            "-Delastic.apm.service_name=notes",
            "-Delastic.apm.metrics_interval=0s",
            "-Delastic.apm.central_config=false",
            "-Delastic.apm.cloud_provider=NONE",
            "-Delastic.apm.api_request_time=1s",
            "-Delastic.apm.log_level=ERROR"),
    SDK("OpenTelemetry SDK by hand", null);

    private final String title;
    private final @Nullable String artifact;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> options;

    Variant(String title, @Nullable String artifact, String... options) {
        this.title = title;
        this.artifact = artifact;
        this.options = List.of(options);
    }

    /** As {@code --variants} has it. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String title() {
        return title;
    }

    /** Whether spans must arrive. */
    boolean exports() {
        return this != NONE && this != ENGRAM_UNSAMPLED && this != ENGRAM_DISABLED;
    }

    boolean isPeer() {
        return artifact != null;
    }

    /** Options of the JVM. */
    List<String> options(Setup setup) throws BenchmarkException {
        List<String> all = new ArrayList<>();
        Path agent = agent(setup);
        if (agent != null) {
            all.add("-javaagent:" + agent);
        }
        for (String option : options) {
            all.add(option.replace("%s", setup.endpoint()));
        }
        return all;
    }

    /** The agent's jar, null without one. */
    @Nullable
    Path agent(Setup setup) throws BenchmarkException {
        if (artifact != null) {
            return setup.peer(artifact);
        }
        return this == NONE || this == SDK ? null : setup.engram();
    }

    /** What the application itself is told to use as its memory, when that is the map. */
    String memory(Setup setup) {
        return this == SDK ? "traced=" + setup.endpoint() : "map";
    }

    List<Path> classPath(Setup setup) throws BenchmarkException {
        List<Path> all = new ArrayList<>();
        all.add(setup.application());
        if (this == SDK) {
            all.addAll(setup.jars("sdk"));
        }
        return all;
    }
}
