package dev.engram.agent.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Every setting there is, as data: {@code docs/settings.md} shows this table.
 *
 * <p>An environment variable {@code OTEL_X_Y} is the system property {@code otel.x.y}, and {@code ENGRAM_X_Y} is {@code
 * engram.x.y}. Those that begin with {@code OTEL_} are OpenTelemetry's and mean what its specification says.
 */
public enum Setting {
    SDK_DISABLED("OTEL_SDK_DISABLED", "false", "true turns Engram off, as it does every OpenTelemetry SDK"),
    ENABLED("ENGRAM_ENABLED", "true", "false turns Engram off"),
    CONFIG(
            "ENGRAM_CONFIG",
            null,
            "the YAML rule file; with or without one the built-in packs hold, without one the convention too"),
    PACKS_OFF(
            "ENGRAM_PACKS_OFF",
            null,
            "packs and named rules to switch off, joined by commas; convention is the one that goes by names"),
    PACKS_ON("ENGRAM_PACKS_ON", null, "the same to switch on, over what the rule file says"),
    SERVICE_NAME("OTEL_SERVICE_NAME", "unknown_service:java", "the name of the service in traces and metrics"),
    RESOURCE_ATTRIBUTES(
            "OTEL_RESOURCE_ATTRIBUTES",
            null,
            "more about the service, key=value pairs joined by commas, percent-encoded where need be"),
    TRACES_EXPORTER(
            "OTEL_TRACES_EXPORTER",
            "otlp",
            "where spans go: otlp, console, jsonl, several of them joined by commas, or none"),
    METRICS_EXPORTER(
            "OTEL_METRICS_EXPORTER", "otlp", "where metrics go: otlp, console, both joined by a comma, or none"),
    OTLP_ENDPOINT(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "http://localhost:4318, or http://localhost:4317 for grpc",
            "the collector's URL; http/protobuf appends /v1/traces and /v1/metrics"),
    OTLP_TRACES_ENDPOINT("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", null, "the whole URL for spans"),
    OTLP_METRICS_ENDPOINT("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", null, "the whole URL for metrics"),
    OTLP_PROTOCOL("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", "http/protobuf or grpc"),
    OTLP_TRACES_PROTOCOL("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", null, "the same for spans alone"),
    OTLP_METRICS_PROTOCOL("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", null, "the same for metrics alone"),
    OTLP_HEADERS(
            "OTEL_EXPORTER_OTLP_HEADERS",
            null,
            "headers of each request, name=value pairs joined by commas, percent-encoded; never logged"),
    OTLP_TRACES_HEADERS("OTEL_EXPORTER_OTLP_TRACES_HEADERS", null, "the same for spans alone"),
    OTLP_METRICS_HEADERS("OTEL_EXPORTER_OTLP_METRICS_HEADERS", null, "the same for metrics alone"),
    OTLP_TIMEOUT("OTEL_EXPORTER_OTLP_TIMEOUT", "10000", "how long one export may take, in milliseconds"),
    OTLP_TRACES_TIMEOUT("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", null, "the same for spans alone"),
    OTLP_METRICS_TIMEOUT("OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", null, "the same for metrics alone"),
    OTLP_COMPRESSION("OTEL_EXPORTER_OTLP_COMPRESSION", "none", "gzip or none"),
    OTLP_TRACES_COMPRESSION("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", null, "the same for spans alone"),
    OTLP_METRICS_COMPRESSION("OTEL_EXPORTER_OTLP_METRICS_COMPRESSION", null, "the same for metrics alone"),
    OTLP_CERTIFICATE(
            "OTEL_EXPORTER_OTLP_CERTIFICATE",
            null,
            "a PEM file with the certificates of who vouches for an https endpoint, in place of the JVM's trust store"),
    OTLP_TRACES_CERTIFICATE("OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", null, "the same for spans alone"),
    OTLP_METRICS_CERTIFICATE("OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE", null, "the same for metrics alone"),
    OTLP_CLIENT_CERTIFICATE(
            "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE",
            null,
            "a PEM file with the application's own certificate, where the endpoint asks for one"),
    OTLP_TRACES_CLIENT_CERTIFICATE("OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE", null, "the same for spans alone"),
    OTLP_METRICS_CLIENT_CERTIFICATE(
            "OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE", null, "the same for metrics alone"),
    OTLP_CLIENT_KEY("OTEL_EXPORTER_OTLP_CLIENT_KEY", null, "a PEM file with its key, PKCS#8 without a password"),
    OTLP_TRACES_CLIENT_KEY("OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY", null, "the same for spans alone"),
    OTLP_METRICS_CLIENT_KEY("OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY", null, "the same for metrics alone"),
    TRACES_SAMPLER(
            "OTEL_TRACES_SAMPLER",
            "parentbased_always_on",
            "which traces make spans: always_on, always_off, traceidratio or one of these after parentbased_; metrics"
                    + " count every call all the same"),
    TRACES_SAMPLER_ARG("OTEL_TRACES_SAMPLER_ARG", "1.0", "the share of traces that traceidratio keeps, from 0 to 1"),
    METRIC_EXPORT_INTERVAL(
            "OTEL_METRIC_EXPORT_INTERVAL", "60000", "time between two exports of metrics, in milliseconds"),
    BSP_SCHEDULE_DELAY(
            "OTEL_BSP_SCHEDULE_DELAY",
            "500",
            "longest time a span waits for its batch, in milliseconds; OpenTelemetry's own default is 5000"),
    BSP_MAX_EXPORT_BATCH_SIZE("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "512", "most spans in one export, 1 to 16384"),
    RING_SIZE(
            "ENGRAM_RING_SIZE",
            "16384",
            "calls that may wait to be turned into spans, a power of two from 64 to 4194304; about 120 bytes each"),
    NESTED_OPERATIONS(
            "ENGRAM_NESTED_OPERATIONS",
            "spans",
            "an operation that is a part of another one, as the update of a store within adding a message: spans shows it"
                    + " beneath the other, fold shows the other alone; metrics count the other alone"),
    CONVENTIONS(
            "ENGRAM_CONVENTIONS",
            "both",
            "how spans name what they say: memory for memory.* and agent.*, gen_ai for OpenTelemetry's GenAI memory"
                    + " attributes, or both"),
    CAPTURE_CONTENT(
            "ENGRAM_CAPTURE_CONTENT",
            "false",
            "true sends what is stored and retrieved, and the texts of queries, up to 4,096 characters of each; values"
                    + " leave the process then"),
    KEYS(
            "ENGRAM_KEYS",
            "verbatim",
            "how keys, patterns and session ids are shown where a rule does not say: verbatim, hash, template (digits,"
                    + " UUIDs and other ids replaced) or off"),
    KEYS_SALT("ENGRAM_KEYS_SALT", null, "a secret that hash takes in, so that nobody can try keys out; never logged"),
    METRICS_LABEL_LIMIT(
            "ENGRAM_METRICS_LABEL_LIMIT",
            "200",
            "how many values of one label are told apart in metrics, 1 to 1000; the rest is other, and is counted"),
    METRICS_SESSION_IDS(
            "ENGRAM_METRICS_SESSION_IDS",
            "false",
            "true adds the label session_id to the metrics of memory layers 1 and 2"),
    JSONL_PATH("ENGRAM_JSONL_PATH", "engram-spans.jsonl", "the file that the jsonl exporter appends to"),
    LOG_LEVEL("ENGRAM_LOG_LEVEL", "info", "how much Engram says on standard error: off, error, warn, info, debug"),
    SHUTDOWN_TIMEOUT(
            "ENGRAM_SHUTDOWN_TIMEOUT", "3000", "how long the last export may hold up the end, in milliseconds");

    private final String env;
    private final @Nullable String defaultValue;
    private final String meaning;

    Setting(String env, @Nullable String defaultValue, String meaning) {
        this.env = env;
        this.defaultValue = defaultValue;
        this.meaning = meaning;
    }

    /** The environment variable. */
    public String env() {
        return env;
    }

    /** The system property, which is also the name among the agent's arguments. */
    public String property() {
        return env.toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** What holds when it is not set; null when that is nothing, or what a more general setting says. */
    public @Nullable String defaultValue() {
        return defaultValue;
    }

    /** What it does, half a sentence. */
    public String meaning() {
        return meaning;
    }

    /** The setting of that property, null when there is none. */
    static @Nullable Setting ofProperty(String property) {
        for (Setting each : values()) {
            if (each.property().equals(property)) {
                return each;
            }
        }
        return null;
    }
}
