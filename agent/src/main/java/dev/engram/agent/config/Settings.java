package dev.engram.agent.config;

import dev.engram.agent.log.Log;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked for. Immutable.
 *
 * <p>A value that cannot be used is one sentence in {@link #findings}, and the default holds. No sentence and no text of
 * this class shows a header or another secret.
 */
public final class Settings {

    /** Smallest and largest ring, in slots; both powers of two. */
    static final int MIN_RING = 64;

    static final int MAX_RING = 1 << 22;

    private static final List<String> SAMPLERS = List.of(
            "always_on",
            "always_off",
            "traceidratio",
            "parentbased_always_on",
            "parentbased_always_off",
            "parentbased_traceidratio");

    private final boolean disabled;
    private final @Nullable String rulesFile;
    private final List<String> packsOff;
    private final List<String> packsOn;
    private final Map<String, String> resourceAttributes;
    private final String serviceName;
    private final List<String> tracesExporters;
    private final List<String> metricsExporters;
    private final Otlp traces;
    private final Otlp metrics;
    private final String samplerName;
    private final double samplerRatio;
    private final Duration metricExportInterval;
    private final Duration flushInterval;
    private final int maxExportBatch;
    private final int ringSize;
    private final boolean foldsNested;
    private final String jsonlPath;
    private final Log.Level logLevel;
    private final Duration shutdownTimeout;
    private final List<String> findings;

    private Settings(SettingsReader reader) {
        boolean off = reader.flag(Setting.SDK_DISABLED, false);
        disabled = !reader.flag(Setting.ENABLED, true) || off;
        rulesFile = reader.text(Setting.CONFIG);
        packsOff = reader.names(Setting.PACKS_OFF);
        packsOn = reader.names(Setting.PACKS_ON);
        ServiceReader service = new ServiceReader(reader);
        resourceAttributes = service.attributes();
        serviceName = service.name();
        tracesExporters = reader.exporters(Setting.TRACES_EXPORTER, List.of("otlp", "console", "jsonl", "none"));
        metricsExporters = reader.exporters(Setting.METRICS_EXPORTER, List.of("otlp", "console", "none"));
        OtlpReader otlp = new OtlpReader(reader);
        traces = otlp.traces();
        metrics = otlp.metrics();
        samplerName = reader.choice(Setting.TRACES_SAMPLER, "sampler", SAMPLERS, "parentbased_always_on");
        samplerRatio = samplerName.endsWith("traceidratio") ? reader.ratio(Setting.TRACES_SAMPLER_ARG) : 1.0;
        metricExportInterval = reader.millis(Setting.METRIC_EXPORT_INTERVAL, 60_000);
        flushInterval = reader.millis(Setting.BSP_SCHEDULE_DELAY, 500);
        maxExportBatch = reader.number(Setting.BSP_MAX_EXPORT_BATCH_SIZE, "number", 1, 16_384, 512);
        ringSize = reader.powerOfTwo(Setting.RING_SIZE, MIN_RING, MAX_RING, 16_384);
        foldsNested = reader.choice(
                        Setting.NESTED_OPERATIONS, "way to show nested operations", List.of("spans", "fold"), "spans")
                .equals("fold");
        String path = reader.text(Setting.JSONL_PATH);
        jsonlPath = path == null ? "engram-spans.jsonl" : path;
        logLevel = reader.level(Setting.LOG_LEVEL, Log.Level.INFO);
        shutdownTimeout = reader.millis(Setting.SHUTDOWN_TIMEOUT, 3_000);
        findings = reader.findings();
    }

    /**
     * Reads every setting: from the agent's arguments, else from a system property, else from an environment variable.
     *
     * @param agentArgs {@code null}, the path of a rule file, or {@code name=value} pairs joined by commas; names are those
     *     of system properties, {@code config} is short for {@code engram.config}; what holds a comma stands in double
     *     quotes
     */
    public static Settings read(
            @Nullable String agentArgs, Map<String, String> properties, Map<String, String> environment) {
        return new Settings(new SettingsReader(new Options(agentArgs, properties, environment)));
    }

    /** True when Engram is to do nothing at all: {@code OTEL_SDK_DISABLED=true} or {@code engram.enabled=false}. */
    public boolean disabled() {
        return disabled;
    }

    /** {@code service.name}. */
    public String serviceName() {
        return serviceName;
    }

    /** The other resource attributes, decoded; without {@code service.name}, which is {@link #serviceName}. */
    public Map<String, String> resourceAttributes() {
        return resourceAttributes;
    }

    /** Some of {@code otlp}, {@code console}, {@code jsonl}; or {@code none} alone. Never empty. */
    public List<String> tracesExporters() {
        return tracesExporters;
    }

    /** Some of {@code otlp}, {@code console}; or {@code none} alone. Never empty. */
    public List<String> metricsExporters() {
        return metricsExporters;
    }

    public boolean makesSpans() {
        return !tracesExporters.contains("none");
    }

    public boolean makesMetrics() {
        return !metricsExporters.contains("none");
    }

    /** How traces are sent. */
    public Otlp traces() {
        return traces;
    }

    /** How metrics are sent. */
    public Otlp metrics() {
        return metrics;
    }

    /** One of OpenTelemetry's six names, {@code parentbased_always_on} where nothing else was asked for. */
    public String samplerName() {
        return samplerName;
    }

    /** From 0 to 1; 1 for a sampler that takes no ratio. */
    public double samplerRatio() {
        return samplerRatio;
    }

    public Duration metricExportInterval() {
        return metricExportInterval;
    }

    /** Longest time a span waits for its batch: 500 ms, where OpenTelemetry's own default is 5 s. */
    public Duration flushInterval() {
        return flushInterval;
    }

    /** Most spans in one export. */
    public int maxExportBatch() {
        return maxExportBatch;
    }

    /** Slots of the ring, a power of two. */
    public int ringSize() {
        return ringSize;
    }

    /** Whether an operation that is a part of another one makes no span of its own. */
    public boolean foldsNested() {
        return foldsNested;
    }

    /** The path of the rule file; null without one. */
    public @Nullable String rulesFile() {
        return rulesFile;
    }

    /** The packs and named rules to switch off. Whether there are such is not known here. */
    public List<String> packsOff() {
        return packsOff;
    }

    /** The packs and named rules to switch on. */
    public List<String> packsOn() {
        return packsOn;
    }

    /** The file that the {@code jsonl} exporter appends to. */
    public String jsonlPath() {
        return jsonlPath;
    }

    public Log.Level logLevel() {
        return logLevel;
    }

    /** How long the last export may hold up the end of the process. */
    public Duration shutdownTimeout() {
        return shutdownTimeout;
    }

    /** What could not be used: one sentence each, naming the option as the user wrote it and what holds instead. */
    public List<String> findings() {
        return findings;
    }

    @Override
    public String toString() {
        return "service " + serviceName + ", traces to " + tracesExporters + " (" + traces + "), metrics to "
                + metricsExporters + " (" + metrics + "), sampler " + samplerName + " " + samplerRatio + ", ring "
                + ringSize + ", rules " + (rulesFile == null ? "by convention" : rulesFile);
    }
}
