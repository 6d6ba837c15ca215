package dev.engram.agent.config;

import dev.engram.agent.log.Log;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Every setting there is, as data: {@code docs/settings.md} shows this table.
 *
 * <p>An environment variable {@code OTEL_X_Y} is the system property {@code otel.x.y}, and {@code ENGRAM_X_Y} is {@code
 * engram.x.y}. Those that begin with {@code OTEL_} are OpenTelemetry's and mean what its specification says.
 *
 * @param env the environment variable
 * @param <T> the kind of its value
 * @param parser makes the value of the text
 * @param defaultValue the text that holds if it is not set; null if that is nothing, or what a more general setting says
 * @param meaning what it does, half a sentence
 */
public record Setting<T>(
        String env, Parser<T> parser, @Nullable String defaultValue, String meaning) {

    private static final List<Setting<?>> KNOWN = new ArrayList<>();

    /** All of them, in the order of the documentation. */
    public static final List<Setting<?>> ALL = Collections.unmodifiableList(KNOWN);

    public static final Setting<Boolean> SDK_DISABLED =
            of("OTEL_SDK_DISABLED", Parser.flag(), "false", "true turns Engram off, like every OpenTelemetry SDK");

    public static final Setting<Boolean> ENABLED =
            of("ENGRAM_ENABLED", Parser.flag(), "true", "false turns Engram off");

    public static final Setting<String> CONFIG = of(
            "ENGRAM_CONFIG",
            Parser.text(),
            null,
            "the YAML rule file; the built-in packs apply with it and without it, the naming convention only"
                    + " without it");

    public static final Setting<Boolean> CONFIG_WATCH = of(
            "ENGRAM_CONFIG_WATCH",
            Parser.flag(),
            "false",
            "true reads the rule file again, within a second, whenever it changes");

    public static final Setting<List<String>> PACKS_OFF = of(
            "ENGRAM_PACKS_OFF",
            Parser.names(),
            null,
            "packs and named rules to switch off, joined by commas; convention stands for recognition by names");

    public static final Setting<List<String>> PACKS_ON = of(
            "ENGRAM_PACKS_ON",
            Parser.names(),
            null,
            "packs and named rules to switch on, joined by commas; overrides the rule file");

    public static final Setting<String> PACKS_DIR =
            of("ENGRAM_PACKS_DIR", Parser.text(), null, "a directory with further packs, each a file NAME.yaml");

    public static final Setting<Boolean> PACKS_CLASSPATH = of(
            "ENGRAM_PACKS_CLASSPATH",
            Parser.flag(),
            "false",
            "true takes the packs that libraries of the application bring in META-INF/engram/packs/*.yaml; each jar of the class"
                    + " path is looked into at the start");

    public static final Setting<String> SERVICE_NAME = of(
            "OTEL_SERVICE_NAME",
            Parser.text(),
            null,
            "the name of the service in traces and metrics; without it, what the application calls itself, its manifest's"
                    + " title, the jar's name without .jar, or the main class");

    public static final Setting<String> RESOURCE_ATTRIBUTES = of(
            "OTEL_RESOURCE_ATTRIBUTES",
            Parser.text(),
            null,
            "more attributes of the service, key=value pairs joined by commas, percent-encoded if needed");

    public static final Setting<List<String>> TRACES_EXPORTER = of(
            "OTEL_TRACES_EXPORTER",
            Parser.exporters("otlp", "console", "jsonl", "none"),
            "otlp",
            "where spans go: otlp, console, jsonl, several of them joined by commas, or none");

    public static final Setting<List<String>> METRICS_EXPORTER = of(
            "OTEL_METRICS_EXPORTER",
            Parser.exporters("otlp", "console", "none"),
            "otlp",
            "where metrics go: otlp, console, both joined by a comma, or none");

    static final OtlpSetting<String> OTLP_ENDPOINT = otlp(
            "ENDPOINT",
            Parser.text(),
            "http://localhost:4318, or http://localhost:4317 for grpc",
            "the collector's URL; http/protobuf appends /v1/traces and /v1/metrics");

    static final OtlpSetting<String> OTLP_PROTOCOL = otlp(
            "PROTOCOL", Parser.choice("OTLP protocol", Otlp.HTTP, Otlp.GRPC), "http/protobuf", "http/protobuf or grpc");

    static final OtlpSetting<String> OTLP_HEADERS = otlp(
            "HEADERS",
            Parser.text(),
            null,
            "headers of each request, name=value pairs joined by commas, percent-encoded; never logged");

    static final OtlpSetting<Duration> OTLP_TIMEOUT =
            otlp("TIMEOUT", Parser.millis(), "10000", "how long one export may take, in milliseconds");

    static final OtlpSetting<String> OTLP_COMPRESSION =
            otlp("COMPRESSION", Parser.choice("compression", "none", "gzip"), "none", "gzip or none");

    static final OtlpSetting<String> OTLP_CERTIFICATE = otlp(
            "CERTIFICATE",
            Parser.text(),
            null,
            "a PEM file with the certificates that an https endpoint is checked against, instead of the JVM's"
                    + " trust store");

    static final OtlpSetting<String> OTLP_CLIENT_CERTIFICATE = otlp(
            "CLIENT_CERTIFICATE",
            Parser.text(),
            null,
            "a PEM file with the application's own certificate, if the endpoint requires one");

    static final OtlpSetting<String> OTLP_CLIENT_KEY = otlp(
            "CLIENT_KEY",
            Parser.text(),
            null,
            "a PEM file with the key of that certificate, PKCS#8 without a password");

    public static final Setting<String> TRACES_SAMPLER = of(
            "OTEL_TRACES_SAMPLER",
            Parser.choice(
                    "sampler",
                    "always_on",
                    "always_off",
                    "traceidratio",
                    "parentbased_always_on",
                    "parentbased_always_off",
                    "parentbased_traceidratio"),
            "parentbased_always_on",
            "which traces become spans: always_on, always_off, traceidratio, or one of these after"
                    + " parentbased_; metrics count every call");

    public static final Setting<Double> TRACES_SAMPLER_ARG = of(
            "OTEL_TRACES_SAMPLER_ARG",
            Parser.ratio(),
            "1.0",
            "the share of traces that traceidratio keeps, from 0 to 1");

    public static final Setting<Integer> MAX_SPANS_PER_SECOND = of(
            "ENGRAM_MAX_SPANS_PER_SECOND",
            Parser.number("number of spans", 1, 1_000_000_000),
            null,
            "about how many spans to make in a second at most; a trace is made whole or not at all, and metrics count every call");

    public static final Setting<Integer> MAX_HEAP = of(
            "ENGRAM_MAX_HEAP",
            Parser.number("percentage", 1, 99),
            null,
            "self-protection: record less while more than so many percent of the heap are used after a garbage collection");

    public static final Setting<Integer> MAX_CPU = of(
            "ENGRAM_MAX_CPU",
            Parser.number("percentage", 1, 99),
            null,
            "self-protection: record less while the JVM uses more than so many percent of all processors");

    public static final Setting<Integer> MAX_OWN_CPU = of(
            "ENGRAM_MAX_OWN_CPU",
            Parser.number("percentage", 1, 1000),
            null,
            "self-protection: record less while Engram's own threads use more than so many percent of one processor");

    public static final Setting<Duration> METRIC_EXPORT_INTERVAL = of(
            "OTEL_METRIC_EXPORT_INTERVAL",
            Parser.millis(),
            "60000",
            "time between two exports of metrics, in milliseconds");

    public static final Setting<Duration> BSP_SCHEDULE_DELAY = of(
            "OTEL_BSP_SCHEDULE_DELAY",
            Parser.millis(),
            "500",
            "longest time a span waits for its batch, in milliseconds; OpenTelemetry's own default is 5000");

    public static final Setting<Integer> BSP_MAX_EXPORT_BATCH_SIZE = of(
            "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
            Parser.number("number", 1, 16_384),
            "512",
            "the largest number of spans in one export, 1 to 16384");

    public static final Setting<Integer> RING_SIZE = of(
            "ENGRAM_RING_SIZE",
            Parser.powerOfTwo(64, 1 << 22),
            "16384",
            "how many calls may wait to become spans, a power of two from 64 to 4194304; about 130 bytes each");

    public static final Setting<String> NESTED_OPERATIONS = of(
            "ENGRAM_NESTED_OPERATIONS",
            Parser.choice("way to show nested operations", "spans", "fold"),
            "spans",
            "how to show an operation that is a part of another one, such as the store update inside adding a"
                    + " message: spans shows both, fold only the outer one; metrics count only the outer one");

    public static final Setting<String> REDIS = of(
            "ENGRAM_REDIS",
            Parser.choice("way to show Redis commands", "all", "beneath", "metrics", "off"),
            "all",
            "which Redis commands are spans: all, beneath (those beneath a memory operation or task), metrics (none), or off,"
                    + " which also leaves them out of the metrics and the clients' classes as they are");

    public static final Setting<Boolean> THREADS = of(
            "ENGRAM_THREADS",
            Parser.flag(),
            "true",
            "whether what a task does on another thread lies beneath what handed it over; false leaves the classes of the JDK as"
                    + " they are");

    public static final Setting<Boolean> SERVICE_PER_AGENT = of(
            "ENGRAM_SERVICE_PER_AGENT",
            Parser.flag(),
            "false",
            "whether each agent is a service of its own, named by its id, each memory namespace too (memory NAMESPACE), and redis:"
                    + " a graph of services then shows which agent uses which memory; at most 100 services, what is beyond them is"
                    + " of the process's own");

    public static final Setting<String> FINGERPRINT_SECRET = of(
            "ENGRAM_FINGERPRINT_SECRET",
            Parser.text(),
            null,
            "a secret with which values get memory.value_fingerprint, that tells whether two are the same and nothing else of them;"
                    + " none without it");

    public static final Setting<Boolean> MDC = of(
            "ENGRAM_MDC",
            Parser.flag(),
            "false",
            "whether Logback and Log4j 2 find trace_id, span_id and trace_flags in their MDC where a span is open");

    public static final Setting<String> OPENTELEMETRY = of(
            "ENGRAM_OPENTELEMETRY",
            Parser.choice("way to meet the application's OpenTelemetry", "both", "parent", "off"),
            "parent",
            "how spans meet those of the application's own OpenTelemetry: parent (the application's spans are parents of Engram's,"
                    + " and stay as they are), both (each may be the other's parent), or off");

    public static final Setting<List<String>> PROPAGATORS = of(
            "OTEL_PROPAGATORS",
            Parser.propagators(),
            "tracecontext,baggage",
            "which headers take a trace from process to process: tracecontext, baggage, both joined by a comma, or none");

    public static final Setting<String> CONVENTIONS = of(
            "ENGRAM_CONVENTIONS",
            Parser.choice("convention", "both", "memory", "gen_ai"),
            "both",
            "names of the attributes: memory for memory.* and agent.*, gen_ai for OpenTelemetry's GenAI memory"
                    + " attributes, or both");

    public static final Setting<String> GEN_AI_READS = of(
            "ENGRAM_GEN_AI_READS",
            Parser.choice("name of reads", "get_memory", "search_memory"),
            "get_memory",
            "gen_ai.operation.name of reads by key, loads and validations: get_memory for get_memory, load_memory and"
                    + " validate_memory, search_memory for viewers that know only the names of OpenTelemetry's convention");

    public static final Setting<Boolean> CAPTURE_CONTENT = of(
            "ENGRAM_CAPTURE_CONTENT",
            Parser.flag(),
            "false",
            "true sends stored and retrieved values and the texts of queries, up to 4,096 characters each;"
                    + " values then leave the process");

    public static final Setting<String> KEYS = of(
            "ENGRAM_KEYS",
            Parser.choiceOr("hash", "way to show keys", "verbatim", "hash", "template", "off"),
            "verbatim",
            "how keys, patterns and session ids are shown unless a rule says otherwise: verbatim, hash,"
                    + " template (digits, UUIDs and other ids replaced) or off");

    public static final Setting<String> KEYS_SALT = of(
            "ENGRAM_KEYS_SALT",
            Parser.text(),
            null,
            "a secret for hash, so that nobody can check guessed keys; never logged");

    public static final Setting<Integer> METRICS_LABEL_LIMIT = of(
            "ENGRAM_METRICS_LABEL_LIMIT",
            Parser.number("number", 1, 1000),
            "200",
            "how many values of one label metrics keep, 1 to 1000; further values become other and are counted");

    public static final Setting<Boolean> METRICS_SESSION_IDS = of(
            "ENGRAM_METRICS_SESSION_IDS",
            Parser.flag(),
            "false",
            "true adds the label session_id to the metrics of memory layers 1 and 2");

    public static final Setting<String> JSONL_PATH =
            of("ENGRAM_JSONL_PATH", Parser.text(), "engram-spans.jsonl", "the file that the jsonl exporter appends to");

    public static final Setting<String> DUMP_DIR = of(
            "ENGRAM_DUMP_DIR",
            Parser.text(),
            null,
            "a directory for the class files, before and after weaving, of classes that cannot be woven or that"
                    + " the JVM refuses; at most 100 classes");

    public static final Setting<Boolean> JMX = of(
            "ENGRAM_JMX",
            Parser.flag(),
            "false",
            "true shows the status as the JMX bean dev.engram:type=Engram, which also switches recording");

    public static final Setting<Log.Level> LOG_LEVEL = of(
            "ENGRAM_LOG_LEVEL",
            Parser.level(),
            "info",
            "how much Engram logs on standard error: off, error, warn, info, debug");

    public static final Setting<Duration> SHUTDOWN_TIMEOUT = of(
            "ENGRAM_SHUTDOWN_TIMEOUT",
            Parser.millis(),
            "3000",
            "how long Engram may delay the end of the process, in milliseconds: it records what shutdown hooks do for two thirds of"
                    + " that at most, and sends the rest");

    private static <T> Setting<T> of(String env, Parser<T> parser, @Nullable String defaultValue, String meaning) {
        Setting<T> made = new Setting<>(env, parser, defaultValue, meaning);
        KNOWN.add(made);
        return made;
    }

    private static <T> OtlpSetting<T> otlp(
            String name, Parser<T> parser, @Nullable String defaultValue, String meaning) {
        String prefix = "OTEL_EXPORTER_OTLP_";
        boolean isEndpoint = name.equals("ENDPOINT");
        return new OtlpSetting<>(
                of(prefix + name, parser, defaultValue, meaning),
                of(
                        prefix + "TRACES_" + name,
                        parser,
                        null,
                        isEndpoint ? "the whole URL for spans" : "the same for spans alone"),
                of(
                        prefix + "METRICS_" + name,
                        parser,
                        null,
                        isEndpoint ? "the whole URL for metrics" : "the same for metrics alone"));
    }

    /** The default's value; null if there is none. */
    @Nullable
    T standard() {
        if (defaultValue == null) {
            return null;
        }
        try {
            return parser.parse(defaultValue, (fault, inForce) -> {
                throw new IllegalStateException(env + ": the default " + fault);
            });
        } catch (Parser.Unusable fault) {
            throw new IllegalStateException(env + ": the default " + fault.fault(), fault);
        }
    }

    /** The system property, which is also the name among the agent's arguments. */
    public String property() {
        return env.toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** The setting of that environment variable, null when there is none. */
    public static @Nullable Setting<?> ofVariable(String name) {
        return ofProperty(name.toLowerCase(Locale.ROOT).replace('_', '.'));
    }

    /** The setting of that property, null when there is none. */
    static @Nullable Setting<?> ofProperty(String property) {
        for (Setting<?> each : ALL) {
            if (each.property().equals(property)) {
                return each;
            }
        }
        return null;
    }
}
