package dev.engram.agent.config;

import dev.engram.agent.log.Log;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked for.
 *
 * <p>A value that cannot be used is one sentence in {@code findings}, and the default holds. No sentence and no text of this
 * class shows a header or another secret.
 *
 * @param disabled true when Engram is to do nothing at all: {@code OTEL_SDK_DISABLED=true} or {@code engram.enabled=false}
 * @param rulesFile the path of the rule file; null without one
 * @param watchesRules whether the rule file is read again when it changes
 * @param packsOff the packs and named rules to switch off. Whether there are such is not known here
 * @param packsOn the packs and named rules to switch on
 * @param serviceName {@code service.name}
 * @param resourceAttributes the other resource attributes, decoded
 * @param tracesExporters some of {@code otlp}, {@code console}, {@code jsonl}; or {@code none} alone. Never empty
 * @param metricsExporters some of {@code otlp}, {@code console}; or {@code none} alone. Never empty
 * @param traces how traces are sent
 * @param metrics how metrics are sent
 * @param samplerName one of OpenTelemetry's six names, {@code parentbased_always_on} where nothing else was asked for
 * @param samplerRatio from 0 to 1; 1 for a sampler that takes no ratio
 * @param maxSpansPerSecond about how many spans to make in a second at most; 0 without a limit
 * @param protection when to record less
 * @param metricExportInterval the time between two exports of metrics
 * @param flushInterval longest time a span waits for its batch: 500 ms, where OpenTelemetry's own default is 5 s
 * @param maxExportBatch most spans in one export
 * @param ringSize slots of the ring, a power of two
 * @param foldsNested whether an operation that is a part of another one makes no span of its own
 * @param redis which Redis commands are spans: {@code all}, {@code beneath}, {@code metrics} or {@code off}
 * @param followsThreads whether what a task does on another thread lies beneath what handed it over
 * @param hasServicePerAgent whether agents and memory namespaces are services of their own
 * @param fillsMdc whether loggers find the current span's ids in their MDC
 * @param openTelemetry how spans meet those of the application's own OpenTelemetry: {@code both}, {@code parent} or {@code
 *     off}
 * @param propagators some of {@code tracecontext} and {@code baggage}; empty where no header goes from process to process
 * @param conventions {@code both}, {@code memory} or {@code gen_ai}
 * @param readsAreSearches whether the GenAI conventions' name of every read is that of a search
 * @param capturesContent whether values and the texts of queries are sent
 * @param fingerprintSecret with which values get fingerprints; null where they get none
 * @param keys how keys are shown where a rule does not say: {@code verbatim}, {@code hash}, {@code template} or {@code off}
 * @param keysSalt what goes into the digests of keys, a secret; null without one
 * @param labelLimit how many values of one metric label are told apart
 * @param labelsSessions whether session ids are metric labels
 * @param jsonlPath the file that the {@code jsonl} exporter appends to
 * @param dumpDirectory where the class files of classes go that cannot be woven or verified; null for nowhere
 * @param showsJmx whether the status is a JMX bean
 * @param logLevel how much Engram says
 * @param shutdownTimeout how long the last export may hold up the end of the process
 * @param findings what could not be used: one sentence each, naming the option as the user wrote it and what holds instead
 */
public record Settings(
        boolean disabled,
        @Nullable String rulesFile,
        boolean watchesRules,
        List<String> packsOff,
        List<String> packsOn,
        String serviceName,
        Map<String, String> resourceAttributes,
        List<String> tracesExporters,
        List<String> metricsExporters,
        Otlp traces,
        Otlp metrics,
        String samplerName,
        double samplerRatio,
        int maxSpansPerSecond,
        Protection protection,
        Duration metricExportInterval,
        Duration flushInterval,
        int maxExportBatch,
        int ringSize,
        boolean foldsNested,
        String redis,
        boolean followsThreads,
        boolean hasServicePerAgent,
        boolean fillsMdc,
        String openTelemetry,
        List<String> propagators,
        String conventions,
        boolean readsAreSearches,
        boolean capturesContent,
        @Nullable String fingerprintSecret,
        String keys,
        @Nullable String keysSalt,
        int labelLimit,
        boolean labelsSessions,
        String jsonlPath,
        @Nullable String dumpDirectory,
        boolean showsJmx,
        Log.Level logLevel,
        Duration shutdownTimeout,
        List<String> findings) {

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

    /**
     * Reads every setting: from the agent's arguments, else from a system property, else from an environment variable.
     *
     * @param agentArgs {@code null}, the path of a rule file, or {@code name=value} pairs joined by commas; names are those
     *     of system properties, {@code config} is short for {@code engram.config}; what holds a comma stands in double
     *     quotes
     */
    public static Settings read(
            @Nullable String agentArgs, Map<String, String> properties, Map<String, String> environment) {
        SettingsReader reader = new SettingsReader(new Options(agentArgs, properties, environment));
        boolean isOff = reader.flag(Setting.SDK_DISABLED, false);
        ServiceReader service = new ServiceReader(reader, properties, environment);
        OtlpReader otlp = new OtlpReader(reader);
        String sampler = reader.choice(Setting.TRACES_SAMPLER, "sampler", SAMPLERS, "parentbased_always_on");
        String jsonlPath = reader.text(Setting.JSONL_PATH);
        return new Settings(
                !reader.flag(Setting.ENABLED, true) || isOff,
                reader.text(Setting.CONFIG),
                reader.flag(Setting.CONFIG_WATCH, false),
                reader.names(Setting.PACKS_OFF),
                reader.names(Setting.PACKS_ON),
                service.name(),
                service.attributes(),
                reader.exporters(Setting.TRACES_EXPORTER, List.of("otlp", "console", "jsonl", "none")),
                reader.exporters(Setting.METRICS_EXPORTER, List.of("otlp", "console", "none")),
                otlp.read(Signal.TRACES),
                otlp.read(Signal.METRICS),
                sampler,
                sampler.endsWith("traceidratio") ? reader.ratio(Setting.TRACES_SAMPLER_ARG) : 1.0,
                reader.limit(Setting.MAX_SPANS_PER_SECOND, "number of spans", 1_000_000_000),
                Protection.read(reader),
                reader.millis(Setting.METRIC_EXPORT_INTERVAL, 60_000),
                reader.millis(Setting.BSP_SCHEDULE_DELAY, 500),
                reader.number(Setting.BSP_MAX_EXPORT_BATCH_SIZE, "number", 1, 16_384, 512),
                reader.powerOfTwo(Setting.RING_SIZE, MIN_RING, MAX_RING, 16_384),
                reader.choice(
                                Setting.NESTED_OPERATIONS,
                                "way to show nested operations",
                                List.of("spans", "fold"),
                                "spans")
                        .equals("fold"),
                reader.choice(
                        Setting.REDIS,
                        "way to show Redis commands",
                        List.of("all", "beneath", "metrics", "off"),
                        "all"),
                reader.flag(Setting.THREADS, true),
                reader.flag(Setting.SERVICE_PER_AGENT, false),
                reader.flag(Setting.MDC, false),
                reader.choice(
                        Setting.OPENTELEMETRY,
                        "way to meet the application's OpenTelemetry",
                        List.of("both", "parent", "off"),
                        "parent"),
                reader.propagators(Setting.PROPAGATORS),
                reader.choice(Setting.CONVENTIONS, "convention", List.of("both", "memory", "gen_ai"), "both"),
                reader.choice(
                                Setting.GEN_AI_READS,
                                "name of reads",
                                List.of("get_memory", "search_memory"),
                                "get_memory")
                        .equals("search_memory"),
                reader.flag(Setting.CAPTURE_CONTENT, false),
                reader.text(Setting.FINGERPRINT_SECRET),
                keys(reader),
                reader.text(Setting.KEYS_SALT),
                reader.number(Setting.METRICS_LABEL_LIMIT, "number", 1, 1000, 200),
                reader.flag(Setting.METRICS_SESSION_IDS, false),
                jsonlPath == null ? "engram-spans.jsonl" : jsonlPath,
                reader.text(Setting.DUMP_DIR),
                reader.flag(Setting.JMX, false),
                reader.level(Setting.LOG_LEVEL, Log.Level.INFO),
                reader.millis(Setting.SHUTDOWN_TIMEOUT, 3_000),
                reader.findings());
    }

    /** Who misspells how keys are to be hidden wants them hidden. */
    private static String keys(SettingsReader reader) {
        Given given = reader.options().get(Setting.KEYS);
        List<String> known = List.of("verbatim", "hash", "template", "off");
        return given == null ? "verbatim" : reader.choice(given, "way to show keys", known, "hash");
    }

    public boolean makesSpans() {
        return !tracesExporters.contains("none");
    }

    public boolean makesMetrics() {
        return !metricsExporters.contains("none");
    }

    /** Whether spans of the application's own OpenTelemetry are seen. */
    public boolean seesOtherSpans() {
        return !openTelemetry.equals("off");
    }

    /** Whether every call is sampled. */
    public boolean recordsAll() {
        return samplerName.endsWith("always_on") || (samplerName.endsWith("traceidratio") && samplerRatio == 1.0);
    }

    /** Whether spans have the attributes {@code memory.*} and {@code agent.*}. This or {@link #saysGenAi}, or both. */
    public boolean saysMemory() {
        return !conventions.equals("gen_ai");
    }

    /** Whether spans have OpenTelemetry's GenAI memory attributes. */
    public boolean saysGenAi() {
        return !conventions.equals("memory");
    }

    @Override
    public String toString() {
        return "service " + serviceName + ", traces to " + tracesExporters + " (" + traces + "), metrics to "
                + metricsExporters + " (" + metrics + "), sampler " + samplerName + " " + samplerRatio + ", ring "
                + ringSize + ", rules " + (rulesFile == null ? "by convention" : rulesFile);
    }
}
