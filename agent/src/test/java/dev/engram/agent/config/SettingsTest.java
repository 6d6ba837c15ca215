package dev.engram.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.engram.agent.log.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Settings")
class SettingsTest {

    private static Settings env(String... namesAndValues) {
        return Settings.read(null, Map.of(), map(namesAndValues));
    }

    private static Settings args(@Nullable String args) {
        return Settings.read(args, Map.of(), Map.of());
    }

    private static Map<String, String> map(String... namesAndValues) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    @Test
    @DisplayName("without any setting the documented defaults hold, and nothing is found wrong")
    void defaults() {
        Settings settings = args(null);
        assertThat(settings.isOff()).isFalse();
        assertThat(settings.rules().file()).isNull();
        assertThat(settings.service().name()).isEqualTo("unknown_service:java");
        assertThat(settings.service().attributes()).isEmpty();
        assertThat(settings.exports().tracesExporters()).containsExactly("otlp");
        assertThat(settings.exports().metricsExporters()).containsExactly("otlp");
        assertThat(settings.exports().traces().endpoint()).isEqualTo("http://localhost:4318/v1/traces");
        assertThat(settings.exports().metrics().endpoint()).isEqualTo("http://localhost:4318/v1/metrics");
        assertThat(settings.exports().traces().protocol()).isEqualTo("http/protobuf");
        assertThat(settings.exports().traces().headers()).isEmpty();
        assertThat(settings.exports().traces().timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.exports().traces().compression()).isEqualTo("none");
        assertThat(settings.sampling().sampler()).isEqualTo("parentbased_always_on");
        assertThat(settings.sampling().ratio()).isEqualTo(1.0);
        assertThat(settings.exports().metricInterval()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.exports().flushInterval()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.exports().maxBatch()).isEqualTo(512);
        assertThat(settings.calls().ringSize()).isEqualTo(16_384);
        assertThat(settings.exports().jsonlPath()).isEqualTo("engram-spans.jsonl");
        assertThat(settings.diagnosis().logLevel()).isEqualTo(Log.Level.INFO);
        assertThat(settings.shutdownTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.findings()).isEmpty();
    }

    @Test
    @DisplayName("packs are switched by names joined by commas; blanks and empty names do not matter")
    void packs() {
        Settings settings = env("ENGRAM_PACKS_OFF", "spring-ai, convention,,", "ENGRAM_PACKS_ON", "caffeine");
        assertThat(settings.rules().packsOff()).containsExactly("spring-ai", "convention");
        assertThat(settings.rules().packsOn()).containsExactly("caffeine");
        assertThat(args("engram.packs.off=\"a,b\",engram.packs.on=c").rules().packsOff())
                .containsExactly("a", "b");
        assertThat(args(null).rules().packsOff()).isEmpty();
        assertThat(args(null).rules().packsOn()).isEmpty();
    }

    @Test
    @DisplayName("of the propagators those of the W3C are used; where only others are named, none")
    void propagators() {
        assertThat(args(null).contexts().propagators()).containsExactly("tracecontext", "baggage");
        assertThat(env("OTEL_PROPAGATORS", "baggage, TraceContext").contexts().propagators())
                .containsExactly("baggage", "tracecontext");
        assertThat(env("OTEL_PROPAGATORS", "none").contexts().propagators()).isEmpty();
        assertThat(env("OTEL_PROPAGATORS", "none").findings()).isEmpty();
        Settings others = env("OTEL_PROPAGATORS", "b3,jaeger");
        assertThat(others.contexts().propagators()).isEmpty();
        assertThat(others.findings())
                .containsExactly("OTEL_PROPAGATORS=b3,jaeger has b3, jaeger, which Engram does not know; use"
                        + " tracecontext, baggage or none. Engram uses none.");
    }

    @Test
    @DisplayName("an agent argument wins over a system property, and that over an environment variable")
    void precedence() {
        Map<String, String> environment = map("OTEL_SERVICE_NAME", "env");
        Map<String, String> properties = map("otel.service.name", "property");
        String argument = "otel.service.name=argument";
        assertThat(Settings.read(null, Map.of(), environment).service().name()).isEqualTo("env");
        assertThat(Settings.read(null, properties, environment).service().name())
                .isEqualTo("property");
        assertThat(Settings.read(argument, properties, environment).service().name())
                .isEqualTo("argument");
    }

    @Test
    @DisplayName("an empty value counts as not given")
    void emptyIsNotGiven() {
        Settings settings = Settings.read(
                " ", map("otel.service.name", " "), map("OTEL_SERVICE_NAME", "env", "OTEL_SDK_DISABLED", ""));
        assertThat(settings.service().name()).isEqualTo("env");
        assertThat(settings.findings()).isEmpty();
    }

    @ParameterizedTest(name = "{0} -> {1}, {2}")
    @DisplayName("agent arguments are a path, or pairs joined by commas; what holds a comma stands in quotes")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "rules.yaml                                     | rules.yaml     | otlp",
                "/etc/a,b.yaml                                  | /etc/a,b.yaml  | otlp",
                "config=rules.yaml                              | rules.yaml     | otlp",
                "engram.config=rules.yaml                       | rules.yaml     | otlp",
                "rules.yaml,otel.traces.exporter=jsonl          | rules.yaml     | jsonl",
                "otel.traces.exporter=jsonl , rules.yaml        | rules.yaml     | jsonl",
                "\"a,b=c.yaml\",otel.traces.exporter=jsonl      | a,b=c.yaml     | jsonl",
                "otel.traces.exporter=\"otlp,console\",config=x | x              | otlp,console",
                "config=\"a,b\",otel.traces.exporter=jsonl      | a,b            | jsonl",
                "config=a=b.yaml                                | a=b.yaml       | otlp",
            })
    void arguments(String args, String rulesFile, String exporters) {
        Settings settings = args(args);
        assertThat(settings.rules().file()).isEqualTo(rulesFile);
        assertThat(String.join(",", settings.exports().tracesExporters())).isEqualTo(exporters);
        assertThat(settings.findings()).isEmpty();
    }

    @Test
    @DisplayName("OTEL_SDK_DISABLED=true or engram.enabled=false turns all off")
    void disabled() {
        assertThat(env("OTEL_SDK_DISABLED", "TRUE").isOff()).isTrue();
        assertThat(env("ENGRAM_ENABLED", "false").isOff()).isTrue();
        assertThat(args("engram.enabled=false").isOff()).isTrue();
        assertThat(env("OTEL_SDK_DISABLED", "false", "ENGRAM_ENABLED", "true").isOff())
                .isFalse();
    }

    @Test
    @DisplayName("the service's name is its own setting, else its resource attribute; the others are percent-decoded")
    void service() {
        Settings settings = env("OTEL_RESOURCE_ATTRIBUTES", "service.name=a%20b, team=%C3%A9%2C+x ,empty=");
        assertThat(settings.service().name()).isEqualTo("a b");
        assertThat(settings.service().attributes()).containsExactly(entry("team", "é,+x"), entry("empty", ""));
        assertThat(env("OTEL_RESOURCE_ATTRIBUTES", "service.name=a", "OTEL_SERVICE_NAME", "b")
                        .service()
                        .name())
                .isEqualTo("b");
    }

    @ParameterizedTest(name = "{0} {1} {2} -> {3}")
    @DisplayName("the endpoint for both signals gets the signal's path, the signal's own is used as it is")
    @CsvSource(
            delimiter = '|',
            value = {
                "http/protobuf |                        |                       | http://localhost:4318/v1/traces",
                "http/protobuf | http://c:1             |                       | http://c:1/v1/traces",
                "http/protobuf | https://c/base/        |                       | https://c/base/v1/traces",
                "http/protobuf | http://c:1             | http://t:2/x          | http://t:2/x",
                "http/protobuf | http://c:1             | http://t:2            | http://t:2",
                "http/protobuf | http://[::1]:4318      |                       | http://[::1]:4318/v1/traces",
                "http/protobuf | http://my_host:4318    |                       | http://my_host:4318/v1/traces",
                "http/protobuf | http://c:1/otlp?k=v    |                       | http://c:1/otlp/v1/traces?k=v",
                "grpc          |                        |                       | http://localhost:4317",
                "grpc          | http://c:1             |                       | http://c:1",
                "grpc          | http://c:1             | http://t:2            | http://t:2",
            })
    void endpoints(String protocol, @Nullable String general, @Nullable String own, String expected) {
        Settings settings = env(
                "OTEL_EXPORTER_OTLP_PROTOCOL", protocol,
                "OTEL_EXPORTER_OTLP_ENDPOINT", general == null ? "" : general,
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", own == null ? "" : own);
        assertThat(settings.exports().traces().endpoint()).isEqualTo(expected);
        assertThat(settings.findings()).isEmpty();
    }

    @Test
    @DisplayName("each signal's own OTLP settings win over those for both")
    void signals() {
        Settings settings = env(
                "OTEL_EXPORTER_OTLP_HEADERS", "A-Key=x%20y,b=1=2",
                "OTEL_EXPORTER_OTLP_TIMEOUT", "1000",
                "OTEL_EXPORTER_OTLP_COMPRESSION", "gzip",
                "OTEL_EXPORTER_OTLP_METRICS_HEADERS", "c=3",
                "OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", "2000",
                "OTEL_EXPORTER_OTLP_METRICS_COMPRESSION", "none",
                "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "grpc");
        assertThat(settings.exports().traces().headers()).containsExactly(entry("a-key", "x y"), entry("b", "1=2"));
        assertThat(settings.exports().traces().timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.exports().traces().compression()).isEqualTo("gzip");
        assertThat(settings.exports().traces().protocol()).isEqualTo("http/protobuf");
        assertThat(settings.exports().metrics().headers()).containsExactly(entry("c", "3"));
        assertThat(settings.exports().metrics().timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.exports().metrics().compression()).isEqualTo("none");
        assertThat(settings.exports().metrics().protocol()).isEqualTo("grpc");
        assertThat(settings.exports().metrics().endpoint()).isEqualTo("http://localhost:4317");
        assertThat(settings.findings()).isEmpty();
    }

    @Test
    @DisplayName("exporters, sampler, sizes and times are read as they were given")
    void values() {
        Settings settings = env(
                "OTEL_TRACES_EXPORTER", "logging, JSONL",
                "OTEL_METRICS_EXPORTER", "none",
                "OTEL_TRACES_SAMPLER", "traceidratio",
                "OTEL_TRACES_SAMPLER_ARG", "0.25",
                "OTEL_METRIC_EXPORT_INTERVAL", "1000",
                "OTEL_BSP_SCHEDULE_DELAY", "20",
                "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "100",
                "ENGRAM_RING_SIZE", "4194304",
                "ENGRAM_JSONL_PATH", "out/x.jsonl",
                "ENGRAM_LOG_LEVEL", "Debug",
                "ENGRAM_SHUTDOWN_TIMEOUT", "1");
        assertThat(settings.exports().tracesExporters()).containsExactly("console", "jsonl");
        assertThat(settings.exports().metricsExporters()).containsExactly("none");
        assertThat(settings.sampling().sampler()).isEqualTo("traceidratio");
        assertThat(settings.sampling().ratio()).isEqualTo(0.25);
        assertThat(settings.exports().metricInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.exports().flushInterval()).isEqualTo(Duration.ofMillis(20));
        assertThat(settings.exports().maxBatch()).isEqualTo(100);
        assertThat(settings.calls().ringSize()).isEqualTo(4_194_304);
        assertThat(settings.exports().jsonlPath()).isEqualTo("out/x.jsonl");
        assertThat(settings.diagnosis().logLevel()).isEqualTo(Log.Level.DEBUG);
        assertThat(settings.shutdownTimeout()).isEqualTo(Duration.ofMillis(1));
        assertThat(settings.findings()).isEmpty();
    }

    @ParameterizedTest(name = "{0}={1}")
    @DisplayName("a value that cannot be used is said in one sentence, with what holds instead")
    @CsvSource(delimiter = '|', textBlock = """
            OTEL_SDK_DISABLED|yes|OTEL_SDK_DISABLED=yes is neither true nor false. Engram uses false.
            ENGRAM_ENABLED|0|ENGRAM_ENABLED=0 is neither true nor false. Engram uses true.
            OTEL_TRACES_EXPORTER|zipkin|OTEL_TRACES_EXPORTER=zipkin has zipkin, which Engram cannot export to; use otlp, console, jsonl or none. Engram uses otlp.
            OTEL_TRACES_EXPORTER|zipkin,jsonl|OTEL_TRACES_EXPORTER=zipkin,jsonl has zipkin, which Engram cannot export to; use otlp, console, jsonl or none. Engram uses jsonl.
            OTEL_TRACES_EXPORTER|none,otlp|OTEL_TRACES_EXPORTER=none,otlp names none beside others; write none alone to send nothing. Engram uses otlp.
            OTEL_METRICS_EXPORTER|prometheus|OTEL_METRICS_EXPORTER=prometheus has prometheus, which Engram cannot export to; use otlp, console or none. Engram uses otlp.
            OTEL_METRICS_EXPORTER|jsonl|OTEL_METRICS_EXPORTER=jsonl has jsonl, which Engram cannot export to; use otlp, console or none. Engram uses otlp.
            OTEL_EXPORTER_OTLP_PROTOCOL|http/json|OTEL_EXPORTER_OTLP_PROTOCOL=http/json is not supported by Engram; use http/protobuf or grpc. Engram uses http/protobuf.
            OTEL_EXPORTER_OTLP_TRACES_PROTOCOL|udp|OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=udp is no OTLP protocol; use http/protobuf or grpc. Engram uses http/protobuf.
            OTEL_EXPORTER_OTLP_ENDPOINT|localhost:4318|OTEL_EXPORTER_OTLP_ENDPOINT=localhost:4318 is no http or https URL; write one like http://localhost:4318. Engram uses http://localhost:4318.
            OTEL_EXPORTER_OTLP_ENDPOINT|collector|OTEL_EXPORTER_OTLP_ENDPOINT=collector is no URL; write one like http://localhost:4318. Engram uses http://localhost:4318.
            OTEL_EXPORTER_OTLP_ENDPOINT|ftp://c:1|OTEL_EXPORTER_OTLP_ENDPOINT=ftp://c:1 is no http or https URL; write one like http://localhost:4318. Engram uses http://localhost:4318.
            OTEL_EXPORTER_OTLP_ENDPOINT|http:///x|OTEL_EXPORTER_OTLP_ENDPOINT=http:///x names no host; write one like http://localhost:4318. Engram uses http://localhost:4318.
            OTEL_EXPORTER_OTLP_ENDPOINT|http://c:99999|OTEL_EXPORTER_OTLP_ENDPOINT=http://c:99999 has a port that is not from 1 to 65535; write one like http://localhost:4318. Engram uses http://localhost:4318.
            OTEL_EXPORTER_OTLP_TRACES_ENDPOINT|http://a b|OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://a b is no URL; write one like http://localhost:4318/v1/traces. Engram uses http://localhost:4318/v1/traces.
            OTEL_EXPORTER_OTLP_ENDPOINT|http://me:pw@c:1|OTEL_EXPORTER_OTLP_ENDPOINT=http://***@c:1 carries a user's name, which OTLP does not send; put credentials into OTEL_EXPORTER_OTLP_HEADERS. Engram uses http://c:1.
            OTEL_EXPORTER_OTLP_HEADERS|secret|OTEL_EXPORTER_OTLP_HEADERS has no '=' in its pair 1; write name=value pairs joined by commas, percent-encoded. Engram uses no headers.
            OTEL_EXPORTER_OTLP_HEADERS|a=secret%0D%0Ab|OTEL_EXPORTER_OTLP_HEADERS holds a name or a value that no HTTP header can have; write name=value pairs joined by commas, percent-encoded. Engram uses no headers.
            OTEL_EXPORTER_OTLP_METRICS_HEADERS|a b=secret|OTEL_EXPORTER_OTLP_METRICS_HEADERS holds a name or a value that no HTTP header can have; write name=value pairs joined by commas, percent-encoded. Engram uses no headers.
            OTEL_EXPORTER_OTLP_TIMEOUT|10s|OTEL_EXPORTER_OTLP_TIMEOUT=10s is no number of milliseconds from 1 to 2147483647. Engram uses 10000.
            OTEL_EXPORTER_OTLP_METRICS_TIMEOUT|0|OTEL_EXPORTER_OTLP_METRICS_TIMEOUT=0 is no number of milliseconds from 1 to 2147483647. Engram uses 10000.
            OTEL_EXPORTER_OTLP_COMPRESSION|zstd|OTEL_EXPORTER_OTLP_COMPRESSION=zstd is no compression; use none or gzip. Engram uses none.
            OTEL_EXPORTER_OTLP_CLIENT_KEY|/x.pem|OTEL_EXPORTER_OTLP_CLIENT_KEY is given without OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE; give both. Engram uses neither.
            OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE|/x.pem|OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE is given without OTEL_EXPORTER_OTLP_CLIENT_KEY; give both. Engram uses neither.
            OTEL_TRACES_SAMPLER|foo|OTEL_TRACES_SAMPLER=foo is no sampler; use always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off or parentbased_traceidratio. Engram uses parentbased_always_on.
            OTEL_METRIC_EXPORT_INTERVAL|-1|OTEL_METRIC_EXPORT_INTERVAL=-1 is no number of milliseconds from 1 to 2147483647. Engram uses 60000.
            OTEL_BSP_SCHEDULE_DELAY|x|OTEL_BSP_SCHEDULE_DELAY=x is no number of milliseconds from 1 to 2147483647. Engram uses 500.
            OTEL_BSP_MAX_EXPORT_BATCH_SIZE|0|OTEL_BSP_MAX_EXPORT_BATCH_SIZE=0 is no number from 1 to 16384. Engram uses 512.
            ENGRAM_RING_SIZE|1000|ENGRAM_RING_SIZE=1000 is no power of two. Engram uses 1024.
            ENGRAM_RING_SIZE|63|ENGRAM_RING_SIZE=63 is no number from 64 to 4194304. Engram uses 16384.
            ENGRAM_RING_SIZE|4194305|ENGRAM_RING_SIZE=4194305 is no number from 64 to 4194304. Engram uses 16384.
            ENGRAM_LOG_LEVEL|loud|ENGRAM_LOG_LEVEL=loud is no log level; use off, error, warn, info or debug. Engram uses info.
            ENGRAM_SHUTDOWN_TIMEOUT|3s|ENGRAM_SHUTDOWN_TIMEOUT=3s is no number of milliseconds from 1 to 2147483647. Engram uses 3000.
            OTEL_RESOURCE_ATTRIBUTES|a=%zz|OTEL_RESOURCE_ATTRIBUTES has a '%' without two hexadecimal digits in its pair 1 (write %25 for a '%'); write key=value pairs joined by commas, percent-encoded. Engram uses no resource attributes.
            OTEL_RESOURCE_ATTRIBUTES|a=1,b=%ff|OTEL_RESOURCE_ATTRIBUTES is no UTF-8 text in its pair 2; write key=value pairs joined by commas, percent-encoded. Engram uses no resource attributes.
            OTEL_RESOURCE_ATTRIBUTES|=1|OTEL_RESOURCE_ATTRIBUTES has no name before the '=' in its pair 1; write key=value pairs joined by commas, percent-encoded. Engram uses no resource attributes.
            """)
    void findings(String name, String value, String finding) {
        assertThat(env(name, value).findings()).containsExactly(finding);
    }

    @Test
    @DisplayName("a finding's promise of what Engram uses is kept")
    void defaultsInForce() {
        assertThat(env("ENGRAM_RING_SIZE", "1000").calls().ringSize()).isEqualTo(1024);
        assertThat(env("ENGRAM_RING_SIZE", "4194305").calls().ringSize()).isEqualTo(16_384);
        assertThat(env("OTEL_TRACES_EXPORTER", "none,otlp").exports().tracesExporters())
                .containsExactly("otlp");
        assertThat(env("OTEL_EXPORTER_OTLP_ENDPOINT", "x").exports().traces().endpoint())
                .isEqualTo("http://localhost:4318/v1/traces");
        assertThat(env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://me:pw@c:1")
                        .exports()
                        .traces()
                        .endpoint())
                .isEqualTo("http://c:1/v1/traces");
        assertThat(env("OTEL_EXPORTER_OTLP_HEADERS", "a=1,secret")
                        .exports()
                        .traces()
                        .headers())
                .isEmpty();
        assertThat(env("OTEL_RESOURCE_ATTRIBUTES", "a=1,b=%ff").service().attributes())
                .isEmpty();
        assertThat(env("OTEL_TRACES_SAMPLER", "foo").sampling().sampler()).isEqualTo("parentbased_always_on");
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("a sampling ratio outside 0 to 1 is said where a sampler would use it")
    @CsvSource({"2", "-0.1", "NaN", "half"})
    void ratio(String ratio) {
        Settings settings = env("OTEL_TRACES_SAMPLER", "parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG", ratio);
        assertThat(settings.findings())
                .containsExactly("OTEL_TRACES_SAMPLER_ARG=" + ratio + " is no number from 0 to 1. Engram uses 1.0.");
        assertThat(settings.sampling().ratio()).isEqualTo(1.0);
        assertThat(env("OTEL_TRACES_SAMPLER_ARG", ratio).findings()).isEmpty();
    }

    @Test
    @DisplayName("a finding names the option as the user wrote it")
    void asWritten() {
        assertThat(args("otel.traces.sampler=foo").findings())
                .singleElement()
                .asString()
                .startsWith("otel.traces.sampler=foo is no sampler;");
        assertThat(Settings.read(null, map("otel.traces.sampler", "foo"), Map.of())
                        .findings())
                .singleElement()
                .asString()
                .startsWith("-Dotel.traces.sampler=foo is no sampler;");
    }

    @Test
    @DisplayName("an unknown agent argument or engram property is said, with the name that was probably meant")
    void unknownNames() {
        assertThat(args("otel.trace.exporter=jsonl,x=secret").findings())
                .containsExactly(
                        "The agent argument otel.trace.exporter is no setting of Engram; perhaps otel.traces.exporter is"
                                + " meant. Engram ignores it.",
                        "The agent argument x is no setting of Engram; docs/settings.md lists them. Engram ignores it.");
        assertThat(Settings.read(null, map("engram.ringsize", "64", "other.thing", "1"), Map.of())
                        .findings())
                .containsExactly(
                        "-Dengram.ringsize is no setting of Engram; perhaps -Dengram.ring.size is meant. Engram"
                                + " ignores it.");
        assertThat(args("a.yaml,b.yaml,config=c.yaml").findings())
                .containsExactly(
                        "The agent argument config is given more than once; give it once. Engram uses the last.");
    }

    @Test
    @DisplayName("what is given wrong once is said once, though traces and metrics both read it")
    void saidOnce() {
        assertThat(env("OTEL_EXPORTER_OTLP_ENDPOINT", "x", "OTEL_EXPORTER_OTLP_TIMEOUT", "y")
                        .findings())
                .hasSize(2);
    }

    @Test
    @DisplayName("no secret appears in a finding or in the settings' text")
    void secrets() {
        List<Settings> all = List.of(
                env("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20s3cret"),
                env("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20s3cret,s3cret"),
                env("OTEL_EXPORTER_OTLP_HEADERS", "authorization=%s3cret"),
                env("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "s3cret"),
                env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://me:s3cret@host"),
                env("OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://me:s3cret@host"),
                env("OTEL_EXPORTER_OTLP_ENDPOINT", "me:s3cret@host"),
                env("OTEL_EXPORTER_OTLP_ENDPOINT", "hxxp://host?key=s3cret"),
                args("otel.exporter.otlp.header=s3cret"));
        for (Settings settings : all) {
            assertThat(settings.findings() + " " + settings).doesNotContain("s3cret");
        }
    }

    @Test
    @DisplayName("a value with line breaks or without end makes one short line")
    void oneLine() {
        assertThat(env("ENGRAM_LOG_LEVEL", "a\nb" + "x".repeat(1000)).findings())
                .singleElement()
                .asString()
                .doesNotContain("\n")
                .hasSizeLessThan(250);
    }

    @Test
    @DisplayName("docs/settings.md shows every setting with its property, default and meaning")
    void documented() throws IOException {
        String docs = Files.readString(Path.of("..", "docs", "settings.md"));
        for (Setting<?> each : Setting.ALL) {
            String standard = each.defaultValue() == null ? "" : "`" + each.defaultValue() + "`";
            assertThat(docs)
                    .contains("| `" + each.env() + "` | `" + each.property() + "` | " + standard + " | "
                            + each.meaning() + " |\n");
        }
    }

    @Test
    @DisplayName("the table's defaults are the defaults")
    void tableIsTrue() {
        Map<String, String> environment = new HashMap<>();
        for (Setting<?> each : Setting.ALL) {
            if (each.defaultValue() != null && !each.equals(Setting.OTLP_ENDPOINT.both())) {
                environment.put(each.env(), each.defaultValue());
            }
        }
        Settings spelledOut = Settings.read(null, Map.of(), environment);
        assertThat(spelledOut.findings()).isEmpty();
        assertThat(spelledOut).usingRecursiveComparison().isEqualTo(args(null));
    }
}
