package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.engram.agent.it.EmbeddedRedis;
import dev.engram.agent.it.Jvm;
import dev.engram.agent.it.Tier;
import dev.engram.agent.telemetry.Otlp;
import dev.engram.agent.telemetry.OtlpSink;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The extension of the OpenTelemetry Java agent, on the demo's fleet with its memory on Redis")
class ExtensionIT {

    /** What differs from run to run, and what the OpenTelemetry Java agent adds to each span. */
    private static final Set<String> VOLATILE = Set.of(
            "memory.operation_duration_ms",
            "memory.lineage.age_ms",
            "memory.value_size",
            "memory.ttl",
            // Of memory beneath which Engram itself sees commands.
            "server.address",
            "server.port",
            "thread.id",
            "thread.name");

    /** What arrived of one run, and what Engram said. */
    private record Run(Trace trace, List<String> said) {}

    private static Run fleet(Jvm jvm) throws Exception {
        try (OtlpSink sink = new OtlpSink();
                EmbeddedRedis redis = new EmbeddedRedis()) {
            Jvm.Ended ended = Jvm.end(jvm.environment("OTEL_EXPORTER_OTLP_ENDPOINT", sink.endpoint())
                    .environment("OTEL_LOGS_EXPORTER", "none")
                    .environment("ENGRAM_SHUTDOWN_TIMEOUT", "20000")
                    .environment(
                            "ENGRAM_CONFIG", Jvm.file("demo-app/engram.yaml").toString())
                    .environment("REDIS_URL", "redis://127.0.0.1:" + redis.port())
                    .start(List.of(
                            "-jar",
                            Jvm.file("demo-app/target/demo-app.jar").toString(),
                            "--scenario",
                            "all",
                            "--with-miss")));
            assertThat(ended.exitCode()).as("%s", ended).isZero();
            return new Run(new Trace(ended.out(), sink.spans(), sink.metrics), ended.said());
        }
    }

    private static Jvm extended(boolean isIndy) throws Exception {
        return OpenTelemetryAgent.extended(new Jvm().withoutAgent())
                .option("-Dotel.javaagent.experimental.indy=" + isIndy);
    }

    /** Each span of a task or memory operation in one line, with those that it lies beneath. */
    private static List<String> lines(Trace trace) {
        Map<ByteString, Span> byId = new HashMap<>();
        trace.spans().forEach(each -> byId.put(each.getSpanId(), each));
        return trace.spans().stream()
                .filter(each -> !isCommand(each))
                .map(each -> path(each, byId) + " " + kind(each) + " "
                        + each.getStatus().getCode() + " " + attributes(Otlp.attributes(each)) + " "
                        + each.getEventsList().stream()
                                .map(event -> event.getName() + attributes(Otlp.map(event.getAttributesList())))
                                .toList()
                        + " links " + each.getLinksCount())
                // The application makes ids of its own.
                .map(line -> line.replaceAll("-[0-9a-f]{8,}", "-ID"))
                .sorted()
                .toList();
    }

    /**
     * What Redis commands lie beneath. Their own names are not compared: for a transaction Engram makes one span, the
     * OpenTelemetry Java agent several.
     */
    private static Set<String> aboveCommands(Trace trace) {
        Map<ByteString, Span> byId = new HashMap<>();
        trace.spans().forEach(each -> byId.put(each.getSpanId(), each));
        Set<String> above = new TreeSet<>();
        for (Span each : trace.spans()) {
            Span parent = byId.get(each.getParentSpanId());
            if (isCommand(each) && parent != null) {
                above.add(path(parent, byId));
            }
        }
        return above;
    }

    private static boolean isCommand(Span span) {
        return Otlp.attributes(span).keySet().stream().anyMatch(key -> key.startsWith("db.system"));
    }

    private static String path(Span span, Map<ByteString, Span> byId) {
        Span parent = byId.get(span.getParentSpanId());
        assertThat(parent != null || span.getParentSpanId().isEmpty())
                .as("the parent of %s", span)
                .isTrue();
        return (parent == null ? "" : path(parent, byId) + " > ") + span.getName();
    }

    /** Of a memory operation the extension must tell it before there are commands. */
    private static String kind(Span span) {
        return Otlp.attributes(span).containsKey("memory.operation")
                ? ""
                : span.getKind().toString();
    }

    private static Map<String, Object> attributes(Map<String, Object> all) {
        Map<String, Object> stable = new TreeMap<>(all);
        stable.keySet().removeAll(VOLATILE);
        return stable;
    }

    static List<Boolean> indy() {
        return Tier.of(List.of(false, true));
    }

    @ParameterizedTest(name = "indy: {0}")
    @MethodSource("indy")
    @DisplayName("makes the spans and metrics that Engram's own agent makes, with that agent's Redis commands beneath")
    void same(boolean isIndy) throws Exception {
        Run plain = fleet(new Jvm());
        Trace own = plain.trace();
        Run extension = fleet(extended(isIndy));
        assertThat(lines(extension.trace())).isNotEmpty().isEqualTo(lines(own));
        assertThat(aboveCommands(extension.trace())).isNotEmpty().isEqualTo(aboveCommands(own));
        assertThat(extension.trace().counted()).isNotEmpty().isEqualTo(own.counted());
        assertThat(extension.said())
                .anyMatch(line -> line.startsWith("Recording as an extension of the OpenTelemetry Java agent, by "))
                .anyMatch(line -> line.matches("Woven: \\d+ methods of \\d+ classes .*"))
                .filteredOn(ExtensionIT::isWarning)
                .isEqualTo(plain.said().stream().filter(ExtensionIT::isWarning).toList());
    }

    private static boolean isWarning(String line) {
        return line.startsWith("WARN") || line.startsWith("ERROR");
    }

    @Test
    @Tag("full")
    @DisplayName("makes no span that the agent's sampler does not want, and counts the operations")
    void sampler() throws Exception {
        Trace unsampled = fleet(extended(false).environment("OTEL_TRACES_SAMPLER", "always_off"))
                .trace();
        assertThat(unsampled.spans()).isEmpty();
        assertThat(unsampled.counted()).isEqualTo(fleet(new Jvm()).trace().counted());
    }

    @ParameterizedTest(name = "Engram's own first: {0}")
    @ValueSource(booleans = {false, true})
    @Tag("full")
    @DisplayName("and Engram's own agent, both attached: the first records, the other says that it does nothing")
    void both(boolean isOwnFirst) throws Exception {
        Jvm jvm = new Jvm().withoutAgent();
        String own = "-javaagent:" + Jvm.agentJar();
        if (isOwnFirst) {
            jvm.option(own);
        }
        OpenTelemetryAgent.extended(jvm);
        if (!isOwnFirst) {
            jvm.option(own);
        }
        Run run = fleet(jvm.environment("ENGRAM_REDIS", "off"));
        assertThat(run.trace().tree())
                .filteredOn(line -> !isClient(line))
                .hasSameElementsAs(fleet(new Jvm().environment("ENGRAM_REDIS", "off"))
                        .trace()
                        .tree());
        assertThat(run.said())
                .filteredOn(line -> line.contains("Leave out -javaagent:engram-agent.jar"))
                .hasSize(1);
    }

    private static boolean isClient(String line) {
        return line.strip().matches("[A-Z ]+");
    }

    @ParameterizedTest(name = "Engram's own first: {0}")
    @ValueSource(booleans = {false, true})
    @Tag("full")
    @DisplayName("is what Engram's own agent recommends beside the OpenTelemetry Java agent without it")
    void recommended(boolean isOwnFirst) throws Exception {
        String own = "-javaagent:" + Jvm.agentJar();
        String other = "-javaagent:" + OpenTelemetryAgent.jar();
        Run run =
                fleet(new Jvm().withoutAgent().option(isOwnFirst ? own : other).option(isOwnFirst ? other : own));
        assertThat(run.said())
                .filteredOn(line -> line.contains("-Dotel.javaagent.extensions=engram-otel-extension.jar"))
                .hasSize(1);
    }
}
